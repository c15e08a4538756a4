using System.Text.Json.Serialization;

using Gantry.Engine.Containers.Links;
using Gantry.Engine.Health;

namespace Gantry.Engine.Containers;

/// <summary>One container as it is at one moment: the document on disk and what every reader sees. A change makes a new one.</summary>
public sealed record Container
{
    /// <summary>64 hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>The unique name, without a leading slash.</summary>
    public required string Name { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What the user wants to run, completed from the image.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>What ties it to this host, completed with the daemon's defaults.</summary>
    public required HostConfig HostConfig { get; init; }

    /// <summary>The image's id, <c>sha256:…</c>.</summary>
    public required string ImageId { get; init; }

    /// <summary>The program that is run.</summary>
    public required string Path { get; init; }

    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>What changes by itself.</summary>
    public required ContainerState State { get; init; }

    /// <summary>Networks the user asked for, by name, with their settings.</summary>
    public SortedDictionary<string, EndpointConfig> RequestedEndpoints { get; init; } = [];

    /// <summary>Other containers it knows by names of its own.</summary>
    public IReadOnlyList<ContainerLink> Links { get; init; } = [];

    /// <summary>The network as it is set up; kept after the end without addresses.</summary>
    public ContainerNetwork Network { get; init; } = new();

    /// <summary>Everything mounted by the user's wish.</summary>
    public IReadOnlyList<MountPoint> Mounts { get; init; } = [];

    /// <summary>Restarts by policy since the user last started it.</summary>
    public int RestartCount { get; init; }

    /// <summary>Whether the user stopped it, so that <c>unless-stopped</c> leaves it alone.</summary>
    public bool StoppedByUser { get; init; }

    /// <summary>Directory with the container's own files (hosts, hostname, resolv.conf, log).</summary>
    public required string Directory { get; init; }

    /// <summary>Path of the json-file log; empty with another driver.</summary>
    [JsonIgnore]
    public string LogPath => HostConfig.LogConfig.Type == "json-file" ? System.IO.Path.Combine(Directory, Id + "-json.log") : "";
}

/// <summary>A container's life.</summary>
public enum ContainerStatus
{
    /// <summary>Made, never started.</summary>
    Created,

    /// <summary>Its first process runs.</summary>
    Running,

    /// <summary>Frozen.</summary>
    Paused,

    /// <summary>Ended and about to be started again by its policy.</summary>
    Restarting,

    /// <summary>On its way out.</summary>
    Removing,

    /// <summary>Ended.</summary>
    Exited,

    /// <summary>Could not be removed whole.</summary>
    Dead,
}

/// <summary>What changes by itself in a container.</summary>
public sealed record ContainerState
{
    /// <summary>Where in its life it is.</summary>
    public ContainerStatus Status { get; init; }

    /// <summary>Process id on the host; 0 when it does not run.</summary>
    public int Pid { get; init; }

    /// <summary>Status of the last run, 128 + n for signal n.</summary>
    public int ExitCode { get; init; }

    /// <summary>Why the last start failed; empty when it did not.</summary>
    public string Error { get; init; } = "";

    /// <summary>Whether the kernel killed a process of the last run for lack of memory.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Start of the last run; <see cref="DateTimeOffset.MinValue"/> before the first.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>End of the last run; <see cref="DateTimeOffset.MinValue"/> before it.</summary>
    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>The health; null for a container that is not checked.</summary>
    public HealthState? Health { get; init; }

    /// <summary>Whether a process is there (running, paused).</summary>
    [JsonIgnore]
    public bool IsAlive => Status is ContainerStatus.Running or ContainerStatus.Paused;
}

/// <summary>The network of a container as it is set up.</summary>
public sealed record ContainerNetwork
{
    /// <summary>Id of the sandbox; empty when none was ever made.</summary>
    public string SandboxId { get; init; } = "";

    /// <summary>Path of the network namespace; empty when there is none.</summary>
    public string SandboxKey { get; init; } = "";

    /// <summary>Endpoints by network name.</summary>
    public SortedDictionary<string, ContainerEndpoint> Endpoints { get; init; } = [];

    /// <summary>Whether it is on a network that publishes ports, so that those the container serves are shown.</summary>
    public bool ShowsPorts { get; init; }

    /// <summary>Published ports in force.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];
}

/// <summary>One endpoint of a container.</summary>
public sealed record ContainerEndpoint
{
    /// <summary>Id of the network.</summary>
    public string NetworkId { get; init; } = "";

    /// <summary>Id of the endpoint; empty while the container does not run.</summary>
    public string EndpointId { get; init; } = "";

    /// <summary>Default gateway.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>IPv4 address.</summary>
    public string IPAddress { get; init; } = "";

    /// <summary>Bits of the IPv4 network.</summary>
    public int IPPrefixLen { get; init; }

    /// <summary>IPv6 default gateway.</summary>
    public string IPv6Gateway { get; init; } = "";

    /// <summary>IPv6 address.</summary>
    public string GlobalIPv6Address { get; init; } = "";

    /// <summary>Bits of the IPv6 network.</summary>
    public int GlobalIPv6PrefixLen { get; init; }

    /// <summary>Hardware address.</summary>
    public string MacAddress { get; init; } = "";

    /// <summary>What the container is called on the network.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];
}

/// <summary>A port of the container on an address of the host.</summary>
/// <param name="HostAddress">Address on the host, <c>0.0.0.0</c> or <c>::</c> for all.</param>
/// <param name="HostPort">Port on the host.</param>
/// <param name="ContainerPort">Port in the container.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public sealed record PublishedPort(string HostAddress, int HostPort, int ContainerPort, string Protocol);

/// <summary>One mount by the user's wish, as <c>inspect</c> lists it.</summary>
public sealed record MountPoint
{
    /// <summary><c>bind</c>, <c>volume</c>, <c>tmpfs</c> or <c>image</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Name of the volume or the image; null for others.</summary>
    public string? Name { get; init; }

    /// <summary>Path on the host; empty for a tmpfs.</summary>
    public string Source { get; init; } = "";

    /// <summary>Path in the container.</summary>
    public required string Destination { get; init; }

    /// <summary>The volume's driver; null for others.</summary>
    public string? Driver { get; init; }

    /// <summary>Options as the user wrote them.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Whether it is writable.</summary>
    public bool RW { get; init; } = true;

    /// <summary>Mount propagation of a bind.</summary>
    public string Propagation { get; init; } = "";

    /// <summary>The long form it came from; null for the short form.</summary>
    public MountConfig? Spec { get; init; }

    /// <summary>Id of the mounted image; null for others.</summary>
    public string? ImageId { get; init; }

    /// <summary>Whether it is a volume nobody named, which goes with its container.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Whether the image's content is not copied into an empty volume.</summary>
    public bool NoCopy { get; init; }

    /// <summary>Whether a missing source is an error.</summary>
    public bool SourceMustExist { get; init; }

    /// <summary>Whether its files have the ids they have in images, so that a container in a user namespace sees them through its mappings. Known at a start.</summary>
    [JsonIgnore]
    public bool HasImageIds { get; init; }

    /// <summary>Whether it is a volume of this host.</summary>
    internal bool IsLocalVolume => this is { Type: "volume", Name: not null, Driver: null or "" or Volumes.Volume.LocalDriver };

    /// <summary>Whether it is a volume that a plugin serves.</summary>
    internal bool IsPluginVolume => this is { Type: "volume", Name: not null } && !IsLocalVolume;
}
