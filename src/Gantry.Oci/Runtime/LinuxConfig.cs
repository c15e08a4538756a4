namespace Gantry.Oci.Runtime;

/// <summary>The Linux part of a runtime document.</summary>
public sealed record LinuxConfig
{
    /// <summary>Namespaces the container gets or joins; a type that is absent stays the runtime's.</summary>
    public IReadOnlyList<LinuxNamespace>? Namespaces { get; set; }

    /// <summary>User id mappings of the user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping>? UidMappings { get; set; }

    /// <summary>Group id mappings of the user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping>? GidMappings { get; set; }

    /// <summary>Clock offsets of the time namespace, by <c>monotonic</c> and <c>boottime</c>.</summary>
    public IReadOnlyDictionary<string, LinuxTimeOffset>? TimeOffsets { get; set; }

    /// <summary>Devices made in the container.</summary>
    public IReadOnlyList<LinuxDevice>? Devices { get; set; }

    /// <summary>Path of the container's control group.</summary>
    public string? CgroupsPath { get; set; }

    /// <summary>Limits of the control group.</summary>
    public LinuxResources? Resources { get; set; }

    /// <summary>Intel resource director settings.</summary>
    public LinuxIntelRdt? IntelRdt { get; set; }

    /// <summary>Kernel settings by dotted name.</summary>
    public IReadOnlyDictionary<string, string>? Sysctl { get; set; }

    /// <summary>System call filter.</summary>
    public LinuxSeccomp? Seccomp { get; set; }

    /// <summary>Propagation of the root mount: <c>private</c>, <c>slave</c>, <c>shared</c>, <c>unbindable</c> or the r-forms.</summary>
    public string? RootfsPropagation { get; set; }

    /// <summary>Paths hidden from the container.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; set; }

    /// <summary>Paths the container sees read-only.</summary>
    public IReadOnlyList<string>? ReadonlyPaths { get; set; }

    /// <summary>SELinux context of the mounts.</summary>
    public string? MountLabel { get; set; }

    /// <summary>Execution domain.</summary>
    public LinuxPersonality? Personality { get; set; }
}

/// <summary>A namespace of the container.</summary>
public sealed record LinuxNamespace
{
    /// <summary><c>pid</c>, <c>network</c>, <c>mount</c>, <c>ipc</c>, <c>uts</c>, <c>user</c>, <c>cgroup</c> or <c>time</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>File of an existing namespace to join; a new one when absent.</summary>
    public string? Path { get; set; }
}

/// <summary>A range of ids in a user namespace.</summary>
public sealed record LinuxIdMapping
{
    /// <summary>First id inside.</summary>
    public uint ContainerID { get; set; }

    /// <summary>First id outside.</summary>
    public uint HostID { get; set; }

    /// <summary>Number of ids.</summary>
    public uint Size { get; set; }
}

/// <summary>Offset of a clock in a time namespace.</summary>
public sealed record LinuxTimeOffset
{
    /// <summary>Seconds.</summary>
    public long Secs { get; set; }

    /// <summary>Nanoseconds.</summary>
    public uint Nanosecs { get; set; }
}

/// <summary>A device node of the container.</summary>
public sealed record LinuxDevice
{
    /// <summary>Absolute path inside the container.</summary>
    public string Path { get; set; } = "";

    /// <summary><c>c</c>, <c>u</c>, <c>b</c> or <c>p</c> (mknod(1)).</summary>
    public string Type { get; set; } = "";

    /// <summary>Major number.</summary>
    public long Major { get; set; }

    /// <summary>Minor number.</summary>
    public long Minor { get; set; }

    /// <summary>Permission bits.</summary>
    public uint? FileMode { get; set; }

    /// <summary>Owner inside the container.</summary>
    public uint? Uid { get; set; }

    /// <summary>Group inside the container.</summary>
    public uint? Gid { get; set; }
}

/// <summary>Execution domain (personality(2)).</summary>
public sealed record LinuxPersonality
{
    /// <summary><c>LINUX</c> or <c>LINUX32</c>.</summary>
    public string Domain { get; set; } = "";

    /// <summary>Flags; none is defined.</summary>
    public IReadOnlyList<string>? Flags { get; set; }
}

/// <summary>Intel resource director settings.</summary>
public sealed record LinuxIntelRdt
{
    /// <summary>Class of service.</summary>
    public string? ClosID { get; set; }

    /// <summary>Schema of the L3 cache.</summary>
    public string? L3CacheSchema { get; set; }

    /// <summary>Schema of memory bandwidth.</summary>
    public string? MemBwSchema { get; set; }

    /// <summary>Monitor cache occupancy.</summary>
    public bool EnableCMT { get; set; }

    /// <summary>Monitor memory bandwidth.</summary>
    public bool EnableMBM { get; set; }
}
