using System.Text.Json.Serialization;

using Gantry.Api.Json;
using Gantry.Engine.Containers;
using Gantry.Engine.Health;

namespace Gantry.Api.Containers;

/// <summary>Everything about a container.</summary>
internal sealed record ContainerInspection
{
    public required string Id { get; init; }
    public required string Created { get; init; }
    public required string Path { get; init; }
    public required IReadOnlyList<string> Args { get; init; }
    public required StateInspection State { get; init; }
    public required string Image { get; init; }
    public required string ResolvConfPath { get; init; }
    public required string HostnamePath { get; init; }
    public required string HostsPath { get; init; }
    public required string LogPath { get; init; }
    public required string Name { get; init; }
    public required int RestartCount { get; init; }
    public string Driver { get; init; } = "overlay2";
    public string Platform { get; init; } = "linux";
    public string MountLabel { get; init; } = "";
    public string ProcessLabel { get; init; } = "";
    public string AppArmorProfile { get; init; } = "";
    public required IReadOnlyList<string>? ExecIDs { get; init; }
    public required HostConfig HostConfig { get; init; }
    public required GraphDriverInspection GraphDriver { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required IReadOnlyList<MountInspection> Mounts { get; init; }
    public required ContainerConfig Config { get; init; }
    public required NetworkSettingsInspection NetworkSettings { get; init; }

    public static ContainerInspection Of(Container container, IReadOnlyList<string>? links, IReadOnlyList<string> sessions, IReadOnlyDictionary<string, string> directories, (long Writable, long Root)? size)
    {
        var started = container.State.StartedAt != DateTimeOffset.MinValue;
        string FileIn(string name) => started ? System.IO.Path.Combine(container.Directory, name) : "";
        return new ContainerInspection
        {
            Id = container.Id,
            Created = GoTime.Format(container.Created),
            Path = container.Path,
            Args = container.Args,
            State = StateInspection.Of(container.State),
            Image = container.ImageId,
            ResolvConfPath = FileIn("resolv.conf"),
            HostnamePath = FileIn("hostname"),
            HostsPath = FileIn("hosts"),
            LogPath = started ? container.LogPath : "",
            Name = "/" + container.Name,
            RestartCount = container.RestartCount,
            ExecIDs = sessions.Count == 0 ? null : sessions,
            HostConfig = container.HostConfig with { Links = links },
            GraphDriver = GraphDriverInspection.Of(directories, container.Id),
            SizeRw = size?.Writable,
            SizeRootFs = size?.Root,
            Mounts = [.. container.Mounts.Where(m => m.Type != "tmpfs" || m.Spec is not null).Select(MountInspection.Of)],
            Config = container.Config with { MacAddress = EndpointInspection.WantedMac(container, container.HostConfig.NetworkMode) },
            NetworkSettings = NetworkSettingsInspection.Of(container),
        };
    }
}

/// <summary>A container's state.</summary>
internal sealed record StateInspection
{
    public required string Status { get; init; }
    public bool Running { get; init; }
    public bool Paused { get; init; }
    public bool Restarting { get; init; }
    public bool OOMKilled { get; init; }
    public bool Dead { get; init; }
    public int Pid { get; init; }
    public int ExitCode { get; init; }
    public required string Error { get; init; }
    public required string StartedAt { get; init; }
    public required string FinishedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthInspection? Health { get; init; }

    public static StateInspection Of(ContainerState state) => new()
    {
        Status = DockerText.Status(state.Status),
        Running = state.IsAlive || state.Status == ContainerStatus.Restarting,
        Paused = state.Status == ContainerStatus.Paused,
        Restarting = state.Status == ContainerStatus.Restarting,
        OOMKilled = state.OomKilled,
        Dead = state.Status == ContainerStatus.Dead,
        Pid = state.Pid,
        ExitCode = state.ExitCode,
        Error = state.Error,
        StartedAt = GoTime.Format(state.StartedAt),
        FinishedAt = GoTime.Format(state.FinishedAt),
        Health = state.Health is { } health ? HealthInspection.Of(health) : null,
    };
}

/// <summary>A container's health.</summary>
internal sealed record HealthInspection(string Status, int FailingStreak, IReadOnlyList<HealthResultInspection> Log)
{
    public static HealthInspection Of(HealthState health) => new(
        DockerText.Health(health),
        health.FailingStreak,
        [.. health.Log.Select(r => new HealthResultInspection(GoTime.Format(r.Start), GoTime.Format(r.End), r.ExitCode, r.Output))]);
}

/// <summary>One check.</summary>
internal sealed record HealthResultInspection(string Start, string End, int ExitCode, string Output);

/// <summary>Where the writable layer is.</summary>
internal sealed record GraphDriverInspection(SortedDictionary<string, string> Data, string Name)
{
    public static GraphDriverInspection Of(IReadOnlyDictionary<string, string> directories, string? id = null)
    {
        var data = new SortedDictionary<string, string>(directories.ToDictionary(), StringComparer.Ordinal);
        if (id is not null) data["ID"] = id;
        return new GraphDriverInspection(data, "overlay2");
    }
}

/// <summary>A mount.</summary>
internal sealed record MountInspection
{
    public required string Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    public required string Source { get; init; }
    public required string Destination { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; init; }

    public required string Mode { get; init; }
    public required bool RW { get; init; }
    public required string Propagation { get; init; }

    public static MountInspection Of(MountPoint mount) => new()
    {
        Type = mount.Type,
        Name = mount.Name,
        Source = mount.Source,
        Destination = mount.Destination,
        Driver = mount.Driver,
        Mode = mount.Mode,
        RW = mount.RW,
        Propagation = mount.Propagation,
    };
}
