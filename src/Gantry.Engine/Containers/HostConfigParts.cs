using System.Text.Json.Serialization;

namespace Gantry.Engine.Containers;

/// <summary>A log driver with its options.</summary>
public sealed record LogConfig
{
    /// <summary>The driver's name.</summary>
    public string Type { get; set; } = "";

    /// <summary>The driver's options.</summary>
    public SortedDictionary<string, string>? Config { get; set; } = [];
}

/// <summary>One published port: where on the host.</summary>
public sealed record PortBindingConfig
{
    /// <summary>The host's address; empty: all.</summary>
    public string HostIp { get; set; } = "";

    /// <summary>The host's port or range; empty: a free one.</summary>
    public string HostPort { get; set; } = "";
}

/// <summary>When a container is started again by itself.</summary>
public sealed record RestartPolicy
{
    /// <summary><c>no</c>, <c>always</c>, <c>unless-stopped</c> or <c>on-failure</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Most restarts with <c>on-failure</c>; 0: no bound.</summary>
    public int MaximumRetryCount { get; set; }
}

/// <summary>The block I/O weight of one device.</summary>
public sealed record WeightDevice
{
    /// <summary>The device's path.</summary>
    public string Path { get; set; } = "";

    /// <summary>10 to 1000.</summary>
    public int Weight { get; set; }
}

/// <summary>A rate limit of one device.</summary>
public sealed record ThrottleDevice
{
    /// <summary>The device's path.</summary>
    public string Path { get; set; } = "";

    /// <summary>Bytes or operations per second.</summary>
    public ulong Rate { get; set; }
}

/// <summary>A host device in the container.</summary>
public sealed record DeviceMapping
{
    /// <summary>Path on the host.</summary>
    public string PathOnHost { get; set; } = "";

    /// <summary>Path in the container.</summary>
    public string PathInContainer { get; set; } = "";

    /// <summary>Any of <c>r</c>, <c>w</c>, <c>m</c>.</summary>
    public string CgroupPermissions { get; set; } = "";
}

/// <summary>Devices asked of a driver.</summary>
public sealed record DeviceRequest
{
    /// <summary>The driver's name, for example <c>cdi</c>.</summary>
    public string Driver { get; set; } = "";

    /// <summary>How many; -1: all.</summary>
    public int Count { get; set; }

    /// <summary>Ids of devices.</summary>
    public IReadOnlyList<string>? DeviceIDs { get; set; }

    /// <summary>Alternatives of capabilities that must all be there.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Capabilities { get; set; }

    /// <summary>The driver's options.</summary>
    public SortedDictionary<string, string>? Options { get; set; }
}

/// <summary>A resource limit (setrlimit(2)).</summary>
public sealed record Ulimit
{
    /// <summary>Name without the prefix, for example <c>nofile</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The bound a process cannot raise; -1: none.</summary>
    public long Hard { get; set; }

    /// <summary>The bound in force; -1: none.</summary>
    public long Soft { get; set; }
}

/// <summary>A mount in the long form.</summary>
public sealed record MountConfig
{
    /// <summary><c>bind</c>, <c>volume</c>, <c>tmpfs</c>, <c>image</c>, <c>npipe</c> or <c>cluster</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Path on the host or name of a volume.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; set; }

    /// <summary>Path in the container.</summary>
    public string Target { get; set; } = "";

    /// <summary>Whether it is read-only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReadOnly { get; set; }

    /// <summary>macOS only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Consistency { get; set; }

    /// <summary>Options of a bind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BindOptions? BindOptions { get; set; }

    /// <summary>Options of a volume.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VolumeOptions? VolumeOptions { get; set; }

    /// <summary>Options of an image.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageOptions? ImageOptions { get; set; }

    /// <summary>Options of a tmpfs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TmpfsOptions? TmpfsOptions { get; set; }
}

/// <summary>Options of a bind mount.</summary>
public sealed record BindOptions
{
    /// <summary><c>[r]private</c>, <c>[r]shared</c> or <c>[r]slave</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Propagation { get; set; }

    /// <summary>Whether mounts below the source stay behind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NonRecursive { get; set; }

    /// <summary>Whether a missing source is made as a directory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CreateMountpoint { get; set; }

    /// <summary>Whether a read-only bind leaves mounts below it writable.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReadOnlyNonRecursive { get; set; }

    /// <summary>Whether it is an error when mounts below cannot be made read-only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReadOnlyForceRecursive { get; set; }
}

/// <summary>Options of a volume mount.</summary>
public sealed record VolumeOptions
{
    /// <summary>Whether the image's content at the target is not copied into an empty volume.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NoCopy { get; set; }

    /// <summary>Labels of a volume that is made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Labels { get; set; }

    /// <summary>The path inside the volume that is mounted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subpath { get; set; }

    /// <summary>The driver of a volume that is made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VolumeDriverConfig? DriverConfig { get; set; }
}

/// <summary>Options of a mounted image.</summary>
public sealed record ImageOptions
{
    /// <summary>The path inside the image that is mounted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subpath { get; set; }
}

/// <summary>A volume driver with its options.</summary>
public sealed record VolumeDriverConfig
{
    /// <summary>The driver's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The driver's options.</summary>
    public SortedDictionary<string, string>? Options { get; set; }
}

/// <summary>Options of a tmpfs mount.</summary>
public sealed record TmpfsOptions
{
    /// <summary>Size in bytes; 0: the kernel's default, half of the memory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SizeBytes { get; set; }

    /// <summary>Mode of its root directory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint Mode { get; set; }

    /// <summary>Further mount options, one or two words each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyList<string>>? Options { get; set; }
}
