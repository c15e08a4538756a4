namespace Gantry.Oci.Runtime;

/// <summary>Limits of a control group.</summary>
public sealed record LinuxResources
{
    /// <summary>Device access rules, in order; the last that matches decides.</summary>
    public IReadOnlyList<LinuxDeviceCgroup>? Devices { get; init; }

    /// <summary>Memory.</summary>
    public LinuxMemory? Memory { get; init; }

    /// <summary>Processor.</summary>
    public LinuxCpu? Cpu { get; init; }

    /// <summary>Number of tasks.</summary>
    public LinuxPids? Pids { get; init; }

    /// <summary>Block devices.</summary>
    public LinuxBlockIO? BlockIO { get; init; }

    /// <summary>Huge pages, per page size.</summary>
    public IReadOnlyList<LinuxHugepageLimit>? HugepageLimits { get; init; }

    /// <summary>Network classes.</summary>
    public LinuxNetwork? Network { get; init; }

    /// <summary>RDMA limits by device.</summary>
    public IReadOnlyDictionary<string, LinuxRdma>? Rdma { get; init; }

    /// <summary>Files of cgroup v2 and what is written to them.</summary>
    public IReadOnlyDictionary<string, string>? Unified { get; init; }
}

/// <summary>A device access rule.</summary>
public sealed record LinuxDeviceCgroup
{
    /// <summary>Allow or deny.</summary>
    public bool Allow { get; init; }

    /// <summary><c>a</c> (all), <c>c</c> or <c>b</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Major number; any when absent.</summary>
    public long? Major { get; init; }

    /// <summary>Minor number; any when absent.</summary>
    public long? Minor { get; init; }

    /// <summary>Any of <c>r</c>, <c>w</c>, <c>m</c>.</summary>
    public string? Access { get; init; }
}

/// <summary>Memory limits in bytes; -1 is unlimited.</summary>
public sealed record LinuxMemory
{
    /// <summary>Hard limit.</summary>
    public long? Limit { get; init; }

    /// <summary>Soft limit.</summary>
    public long? Reservation { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? Swap { get; init; }

    /// <summary>Kernel memory; ignored by present kernels.</summary>
    public long? Kernel { get; init; }

    /// <summary>Memory of TCP buffers.</summary>
    public long? KernelTCP { get; init; }

    /// <summary>0 to 100.</summary>
    public ulong? Swappiness { get; init; }

    /// <summary>The group is paused instead of killed.</summary>
    public bool? DisableOOMKiller { get; init; }

    /// <summary>Hierarchical accounting of cgroup v1.</summary>
    public bool? UseHierarchy { get; init; }

    /// <summary>An update below present use is refused.</summary>
    public bool? CheckBeforeUpdate { get; init; }
}

/// <summary>Processor limits.</summary>
public sealed record LinuxCpu
{
    /// <summary>Relative weight, 2 to 262144.</summary>
    public ulong? Shares { get; init; }

    /// <summary>Microseconds per period; negative is unlimited.</summary>
    public long? Quota { get; init; }

    /// <summary>Microseconds that may be saved up.</summary>
    public ulong? Burst { get; init; }

    /// <summary>Microseconds.</summary>
    public ulong? Period { get; init; }

    /// <summary>Microseconds of real-time per real-time period.</summary>
    public long? RealtimeRuntime { get; init; }

    /// <summary>Microseconds.</summary>
    public ulong? RealtimePeriod { get; init; }

    /// <summary>Processors, <c>0-3,7</c>.</summary>
    public string? Cpus { get; init; }

    /// <summary>Memory nodes, <c>0-1</c>.</summary>
    public string? Mems { get; init; }

    /// <summary>1 makes the group SCHED_IDLE.</summary>
    public long? Idle { get; init; }
}

/// <summary>Limit of tasks.</summary>
public sealed record LinuxPids
{
    /// <summary>Tasks; zero or less is unlimited.</summary>
    public long? Limit { get; init; }
}

/// <summary>Limits on block devices.</summary>
public sealed record LinuxBlockIO
{
    /// <summary>Weight, 10 to 1000.</summary>
    public ushort? Weight { get; init; }

    /// <summary>Weight against child groups.</summary>
    public ushort? LeafWeight { get; init; }

    /// <summary>Weights by device.</summary>
    public IReadOnlyList<LinuxWeightDevice>? WeightDevice { get; init; }

    /// <summary>Bytes read a second.</summary>
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleReadBpsDevice { get; init; }

    /// <summary>Bytes written a second.</summary>
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleWriteBpsDevice { get; init; }

    /// <summary>Reads a second.</summary>
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleReadIOPSDevice { get; init; }

    /// <summary>Writes a second.</summary>
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleWriteIOPSDevice { get; init; }
}

/// <summary>Weight of one block device.</summary>
public sealed record LinuxWeightDevice
{
    /// <summary>Major number.</summary>
    public long Major { get; init; }

    /// <summary>Minor number.</summary>
    public long Minor { get; init; }

    /// <summary>Weight, 10 to 1000.</summary>
    public ushort? Weight { get; init; }

    /// <summary>Weight against child groups.</summary>
    public ushort? LeafWeight { get; init; }
}

/// <summary>Rate of one block device.</summary>
public sealed record LinuxThrottleDevice
{
    /// <summary>Major number.</summary>
    public long Major { get; init; }

    /// <summary>Minor number.</summary>
    public long Minor { get; init; }

    /// <summary>Bytes or operations a second.</summary>
    public ulong Rate { get; init; }
}

/// <summary>Limit of one size of huge pages.</summary>
public sealed record LinuxHugepageLimit
{
    /// <summary>Size as <c>2MB</c>.</summary>
    public string PageSize { get; init; } = "";

    /// <summary>Bytes.</summary>
    public ulong Limit { get; init; }
}

/// <summary>Network classes of cgroup v1.</summary>
public sealed record LinuxNetwork
{
    /// <summary>Class id of net_cls.</summary>
    public uint? ClassID { get; init; }

    /// <summary>Priorities by interface.</summary>
    public IReadOnlyList<LinuxInterfacePriority>? Priorities { get; init; }
}

/// <summary>Priority of one interface.</summary>
public sealed record LinuxInterfacePriority
{
    /// <summary>Interface name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Priority.</summary>
    public uint Priority { get; init; }
}

/// <summary>Limits of one RDMA device.</summary>
public sealed record LinuxRdma
{
    /// <summary>Handles.</summary>
    public uint? HcaHandles { get; init; }

    /// <summary>Objects.</summary>
    public uint? HcaObjects { get; init; }
}
