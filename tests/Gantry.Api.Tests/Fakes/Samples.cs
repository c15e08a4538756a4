using Gantry.Engine.Containers;
using Gantry.Linux.Sockets;

namespace Gantry.Api.Tests.Fakes;

/// <summary>Objects for tests.</summary>
internal static class Samples
{
    public static Container Container(bool tty = false, bool stdinOnce = true, ContainerStatus status = ContainerStatus.Running) => new()
    {
        Id = new string('c', 64),
        Name = "web",
        Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234500),
        Config = new ContainerConfig { Image = "busybox", Tty = tty, OpenStdin = true, StdinOnce = stdinOnce, Cmd = ["sh"], Labels = new() { ["a"] = "b" } },
        HostConfig = new HostConfig { NetworkMode = "bridge", LogConfig = new LogConfig { Type = "json-file" } },
        ImageId = "sha256:" + new string('a', 64),
        Path = "sh",
        Args = [],
        State = new ContainerState { Status = status, Pid = 7, StartedAt = DateTimeOffset.UtcNow.AddSeconds(-3) },
        Directory = "/data/containers/c",
    };

    /// <summary>An attachment whose other end the test holds.</summary>
    public static (Attachment Attachment, System.Net.Sockets.Socket Process) Attachment(bool tty = false)
    {
        var (near, far) = SocketPair.Create();
        return (new Attachment(near, tty), far);
    }
}
