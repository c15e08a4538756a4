namespace Gantry.Oci.Runtime;

/// <summary>The Linux part of a runtime document.</summary>
public sealed record LinuxConfig
{
    /// <summary>Namespaces the container gets or joins; a type that is absent stays the runtime's.</summary>
    public IReadOnlyList<LinuxNamespace>? Namespaces { get; init; }

    /// <summary>User id mappings of the user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping>? UidMappings { get; init; }

    /// <summary>Group id mappings of the user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping>? GidMappings { get; init; }

    /// <summary>Clock offsets of the time namespace, by <c>monotonic</c> and <c>boottime</c>.</summary>
    public IReadOnlyDictionary<string, LinuxTimeOffset>? TimeOffsets { get; init; }

    /// <summary>Devices made in the container.</summary>
    public IReadOnlyList<LinuxDevice>? Devices { get; init; }

    /// <summary>Path of the container's control group.</summary>
    public string? CgroupsPath { get; init; }

    /// <summary>Limits of the control group.</summary>
    public LinuxResources? Resources { get; init; }

    /// <summary>Intel resource director settings.</summary>
    public LinuxIntelRdt? IntelRdt { get; init; }

    /// <summary>Kernel settings by dotted name.</summary>
    public IReadOnlyDictionary<string, string>? Sysctl { get; init; }

    /// <summary>System call filter.</summary>
    public LinuxSeccomp? Seccomp { get; init; }

    /// <summary>Propagation of the root mount: <c>private</c>, <c>slave</c>, <c>shared</c>, <c>unbindable</c> or the r-forms.</summary>
    public string? RootfsPropagation { get; init; }

    /// <summary>Paths hidden from the container.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }

    /// <summary>Paths the container sees read-only.</summary>
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    /// <summary>SELinux context of the mounts.</summary>
    public string? MountLabel { get; init; }

    /// <summary>Execution domain.</summary>
    public LinuxPersonality? Personality { get; init; }
}

/// <summary>A namespace of the container.</summary>
public sealed record LinuxNamespace
{
    /// <summary><c>pid</c>, <c>network</c>, <c>mount</c>, <c>ipc</c>, <c>uts</c>, <c>user</c>, <c>cgroup</c> or <c>time</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>File of an existing namespace to join; a new one when absent.</summary>
    public string? Path { get; init; }
}

/// <summary>A range of ids in a user namespace.</summary>
public sealed record LinuxIdMapping
{
    /// <summary>First id inside.</summary>
    public uint ContainerID { get; init; }

    /// <summary>First id outside.</summary>
    public uint HostID { get; init; }

    /// <summary>Number of ids.</summary>
    public uint Size { get; init; }
}

/// <summary>Offset of a clock in a time namespace.</summary>
public sealed record LinuxTimeOffset
{
    /// <summary>Seconds.</summary>
    public long Secs { get; init; }

    /// <summary>Nanoseconds.</summary>
    public uint Nanosecs { get; init; }
}

/// <summary>A device node of the container.</summary>
public sealed record LinuxDevice
{
    /// <summary>Absolute path inside the container.</summary>
    public string Path { get; init; } = "";

    /// <summary><c>c</c>, <c>u</c>, <c>b</c> or <c>p</c> (mknod(1)).</summary>
    public string Type { get; init; } = "";

    /// <summary>Major number.</summary>
    public long Major { get; init; }

    /// <summary>Minor number.</summary>
    public long Minor { get; init; }

    /// <summary>Permission bits.</summary>
    public uint? FileMode { get; init; }

    /// <summary>Owner inside the container.</summary>
    public uint? Uid { get; init; }

    /// <summary>Group inside the container.</summary>
    public uint? Gid { get; init; }
}

/// <summary>Execution domain (personality(2)).</summary>
public sealed record LinuxPersonality
{
    /// <summary><c>LINUX</c> or <c>LINUX32</c>.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Flags; none is defined.</summary>
    public IReadOnlyList<string>? Flags { get; init; }
}

/// <summary>Intel resource director settings.</summary>
public sealed record LinuxIntelRdt
{
    /// <summary>Class of service.</summary>
    public string? ClosID { get; init; }

    /// <summary>Schema of the L3 cache.</summary>
    public string? L3CacheSchema { get; init; }

    /// <summary>Schema of memory bandwidth.</summary>
    public string? MemBwSchema { get; init; }

    /// <summary>Monitor cache occupancy.</summary>
    public bool EnableCMT { get; init; }

    /// <summary>Monitor memory bandwidth.</summary>
    public bool EnableMBM { get; init; }
}
