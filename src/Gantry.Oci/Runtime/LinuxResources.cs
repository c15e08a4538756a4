namespace Gantry.Oci.Runtime;

/// <summary>Limits of a control group.</summary>
public sealed record LinuxResources
{
    /// <summary>Device access rules, in order; the last that matches decides.</summary>
    public IReadOnlyList<LinuxDeviceCgroup>? Devices { get; set; }

    /// <summary>Memory.</summary>
    public LinuxMemory? Memory { get; set; }

    /// <summary>Processor.</summary>
    public LinuxCpu? Cpu { get; set; }

    /// <summary>Number of tasks.</summary>
    public LinuxPids? Pids { get; set; }

    /// <summary>Block devices.</summary>
    public LinuxBlockIO? BlockIO { get; set; }

    /// <summary>Huge pages, per page size.</summary>
    public IReadOnlyList<LinuxHugepageLimit>? HugepageLimits { get; set; }

    /// <summary>Network classes.</summary>
    public LinuxNetwork? Network { get; set; }

    /// <summary>RDMA limits by device.</summary>
    public IReadOnlyDictionary<string, LinuxRdma>? Rdma { get; set; }

    /// <summary>Files of cgroup v2 and what is written to them.</summary>
    public IReadOnlyDictionary<string, string>? Unified { get; set; }
}

/// <summary>A device access rule.</summary>
public sealed record LinuxDeviceCgroup
{
    /// <summary>Allow or deny.</summary>
    public bool Allow { get; set; }

    /// <summary><c>a</c> (all), <c>c</c> or <c>b</c>.</summary>
    public string? Type { get; set; }

    /// <summary>Major number; any when absent.</summary>
    public long? Major { get; set; }

    /// <summary>Minor number; any when absent.</summary>
    public long? Minor { get; set; }

    /// <summary>Any of <c>r</c>, <c>w</c>, <c>m</c>.</summary>
    public string? Access { get; set; }
}

/// <summary>Memory limits in bytes; -1 is unlimited.</summary>
public sealed record LinuxMemory
{
    /// <summary>Hard limit.</summary>
    public long? Limit { get; set; }

    /// <summary>Soft limit.</summary>
    public long? Reservation { get; set; }

    /// <summary>Memory and swap together.</summary>
    public long? Swap { get; set; }

    /// <summary>Kernel memory; ignored by present kernels.</summary>
    public long? Kernel { get; set; }

    /// <summary>Memory of TCP buffers.</summary>
    public long? KernelTCP { get; set; }

    /// <summary>0 to 100.</summary>
    public ulong? Swappiness { get; set; }

    /// <summary>The group is paused instead of killed.</summary>
    public bool? DisableOOMKiller { get; set; }

    /// <summary>Hierarchical accounting of cgroup v1.</summary>
    public bool? UseHierarchy { get; set; }

    /// <summary>An update below present use is refused.</summary>
    public bool? CheckBeforeUpdate { get; set; }
}

/// <summary>Processor limits.</summary>
public sealed record LinuxCpu
{
    /// <summary>Relative weight, 2 to 262144.</summary>
    public ulong? Shares { get; set; }

    /// <summary>Microseconds per period; negative is unlimited.</summary>
    public long? Quota { get; set; }

    /// <summary>Microseconds that may be saved up.</summary>
    public ulong? Burst { get; set; }

    /// <summary>Microseconds.</summary>
    public ulong? Period { get; set; }

    /// <summary>Microseconds of real-time per real-time period.</summary>
    public long? RealtimeRuntime { get; set; }

    /// <summary>Microseconds.</summary>
    public ulong? RealtimePeriod { get; set; }

    /// <summary>Processors, <c>0-3,7</c>.</summary>
    public string? Cpus { get; set; }

    /// <summary>Memory nodes, <c>0-1</c>.</summary>
    public string? Mems { get; set; }

    /// <summary>1 makes the group SCHED_IDLE.</summary>
    public long? Idle { get; set; }
}

/// <summary>Limit of tasks.</summary>
public sealed record LinuxPids
{
    /// <summary>Tasks; zero or less is unlimited.</summary>
    public long? Limit { get; set; }
}

/// <summary>Limits on block devices.</summary>
public sealed record LinuxBlockIO
{
    /// <summary>Weight, 10 to 1000.</summary>
    public ushort? Weight { get; set; }

    /// <summary>Weight against child groups.</summary>
    public ushort? LeafWeight { get; set; }

    /// <summary>Weights by device.</summary>
    public IReadOnlyList<LinuxWeightDevice>? WeightDevice { get; set; }

    /// <summary>Bytes read a second.</summary>
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleReadBpsDevice { get; set; }

    /// <summary>Bytes written a second.</summary>
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleWriteBpsDevice { get; set; }

    /// <summary>Reads a second.</summary>
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleReadIOPSDevice { get; set; }

    /// <summary>Writes a second.</summary>
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleWriteIOPSDevice { get; set; }
}

/// <summary>Weight of one block device.</summary>
public sealed record LinuxWeightDevice
{
    /// <summary>Major number.</summary>
    public long Major { get; set; }

    /// <summary>Minor number.</summary>
    public long Minor { get; set; }

    /// <summary>Weight, 10 to 1000.</summary>
    public ushort? Weight { get; set; }

    /// <summary>Weight against child groups.</summary>
    public ushort? LeafWeight { get; set; }
}

/// <summary>Rate of one block device.</summary>
public sealed record LinuxThrottleDevice
{
    /// <summary>Major number.</summary>
    public long Major { get; set; }

    /// <summary>Minor number.</summary>
    public long Minor { get; set; }

    /// <summary>Bytes or operations a second.</summary>
    public ulong Rate { get; set; }
}

/// <summary>Limit of one size of huge pages.</summary>
public sealed record LinuxHugepageLimit
{
    /// <summary>Size as <c>2MB</c>.</summary>
    public string PageSize { get; set; } = "";

    /// <summary>Bytes.</summary>
    public ulong Limit { get; set; }
}

/// <summary>Network classes of cgroup v1.</summary>
public sealed record LinuxNetwork
{
    /// <summary>Class id of net_cls.</summary>
    public uint? ClassID { get; set; }

    /// <summary>Priorities by interface.</summary>
    public IReadOnlyList<LinuxInterfacePriority>? Priorities { get; set; }
}

/// <summary>Priority of one interface.</summary>
public sealed record LinuxInterfacePriority
{
    /// <summary>Interface name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Priority.</summary>
    public uint Priority { get; set; }
}

/// <summary>Limits of one RDMA device.</summary>
public sealed record LinuxRdma
{
    /// <summary>Handles.</summary>
    public uint? HcaHandles { get; set; }

    /// <summary>Objects.</summary>
    public uint? HcaObjects { get; set; }
}
