using Gantry.Engine.Containers;

namespace Gantry.Engine.Tests.Containers;

/// <summary>Containers for tests.</summary>
internal static class Samples
{
    public static Container Make(char id, ContainerStatus status, string policy = "no", bool stoppedByUser = false) => new()
    {
        Id = new string(id, 64),
        Name = "c-" + id,
        Created = DateTimeOffset.UnixEpoch.AddSeconds(id),
        Config = new ContainerConfig(),
        HostConfig = new HostConfig { RestartPolicy = new RestartPolicy { Name = policy } },
        ImageId = "sha256:0",
        Path = "true",
        Args = [],
        State = new ContainerState { Status = status },
        Directory = "/nowhere",
        StoppedByUser = stoppedByUser,
    };
}
