using System.Text.Json.Serialization;

namespace Gantry.Cli.Client;

/// <summary>The HostConfig of a container to be made: what depends on the host, not on the image.</summary>
internal sealed record HostSettings
{
    public IReadOnlyList<string>? Binds { get; init; }

    public string ContainerIDFile { get; init; } = "";

    public LogSettings LogConfig { get; init; } = new();

    public string NetworkMode { get; init; } = "default";

    public SortedDictionary<string, IReadOnlyList<PortBinding>> PortBindings { get; init; } = [];

    public RestartSettings RestartPolicy { get; init; } = new("no", 0);

    public bool AutoRemove { get; init; }

    public string VolumeDriver { get; init; } = "";

    public IReadOnlyList<string>? VolumesFrom { get; init; }

    /// <summary>Rows and columns.</summary>
    public IReadOnlyList<int> ConsoleSize { get; init; } = [0, 0];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Annotations { get; init; }

    public IReadOnlyList<string>? CapAdd { get; init; }

    public IReadOnlyList<string>? CapDrop { get; init; }

    public string CgroupnsMode { get; init; } = "";

    public IReadOnlyList<string>? Dns { get; init; } = [];

    public IReadOnlyList<string>? DnsOptions { get; init; } = [];

    public IReadOnlyList<string>? DnsSearch { get; init; } = [];

    public IReadOnlyList<string>? ExtraHosts { get; init; }

    public IReadOnlyList<string>? GroupAdd { get; init; }

    public string IpcMode { get; init; } = "";

    public string Cgroup { get; init; } = "";

    public IReadOnlyList<string>? Links { get; init; }

    public long OomScoreAdj { get; init; }

    public string PidMode { get; init; } = "";

    public bool Privileged { get; init; }

    public bool PublishAllPorts { get; init; }

    public bool ReadonlyRootfs { get; init; }

    public IReadOnlyList<string>? SecurityOpt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? StorageOpt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Tmpfs { get; init; }

    public string UTSMode { get; init; } = "";

    public string UsernsMode { get; init; } = "";

    public long ShmSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Sysctls { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Runtime { get; init; }

    public string Isolation { get; init; } = "";

    public long CpuShares { get; init; }

    public long Memory { get; init; }

    public long NanoCpus { get; init; }

    public string CgroupParent { get; init; } = "";

    public long BlkioWeight { get; init; }

    public IReadOnlyList<WeightedDevice>? BlkioWeightDevice { get; init; } = [];

    public IReadOnlyList<ThrottledDevice>? BlkioDeviceReadBps { get; init; } = [];

    public IReadOnlyList<ThrottledDevice>? BlkioDeviceWriteBps { get; init; } = [];

    public IReadOnlyList<ThrottledDevice>? BlkioDeviceReadIOps { get; init; } = [];

    public IReadOnlyList<ThrottledDevice>? BlkioDeviceWriteIOps { get; init; } = [];

    public long CpuPeriod { get; init; }

    public long CpuQuota { get; init; }

    public long CpuRealtimePeriod { get; init; }

    public long CpuRealtimeRuntime { get; init; }

    public string CpusetCpus { get; init; } = "";

    public string CpusetMems { get; init; } = "";

    public IReadOnlyList<DeviceMapping>? Devices { get; init; } = [];

    public IReadOnlyList<string>? DeviceCgroupRules { get; init; }

    public IReadOnlyList<DeviceRequest>? DeviceRequests { get; init; }

    public long MemoryReservation { get; init; }

    public long MemorySwap { get; init; }

    public long? MemorySwappiness { get; init; } = -1;

    public bool OomKillDisable { get; init; }

    public long? PidsLimit { get; init; } = 0;

    public IReadOnlyList<Ulimit>? Ulimits { get; init; } = [];

    public long CpuCount { get; init; }

    public long CpuPercent { get; init; }

    public long IOMaximumIOps { get; init; }

    public long IOMaximumBandwidth { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MountSettings>? Mounts { get; init; }

    public IReadOnlyList<string>? MaskedPaths { get; init; }

    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; init; }
}

/// <summary>A log driver and its options.</summary>
internal sealed record LogSettings
{
    public string Type { get; init; } = "";

    public SortedDictionary<string, string>? Config { get; init; } = [];
}

/// <summary>When a container is started again.</summary>
internal sealed record RestartSettings(string Name, int MaximumRetryCount);

/// <summary>A host address and port a container's port is published on; empty means any.</summary>
internal sealed record PortBinding(string HostIp, string HostPort);

/// <summary>A device and its block weight.</summary>
internal sealed record WeightedDevice(string Path, int Weight);

/// <summary>A device and its rate, in bytes or operations a second.</summary>
internal sealed record ThrottledDevice(string Path, ulong Rate);

/// <summary>A host's device made visible in the container.</summary>
internal sealed record DeviceMapping(string PathOnHost, string PathInContainer, string CgroupPermissions);

/// <summary>A resource limit.</summary>
internal sealed record Ulimit(string Name, long Hard, long Soft);

/// <summary>Devices a driver is to choose: how many, or which, and what they must be able to do.</summary>
internal sealed record DeviceRequest(
    string Driver, int Count, [property: JsonPropertyName("DeviceIDs")] IReadOnlyList<string>? Ids, IReadOnlyList<IReadOnlyList<string>>? Capabilities,
    IReadOnlyDictionary<string, string>? Options);
