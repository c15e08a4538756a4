namespace Gantry.Linux.Cgroups;

/// <summary>What a group uses at one moment.</summary>
public sealed record CgroupUsage
{
    /// <summary>Nanoseconds of all CPUs.</summary>
    public ulong CpuTotal { get; init; }

    /// <summary>Nanoseconds of each CPU; empty where the kernel does not tell.</summary>
    public IReadOnlyList<ulong> CpuEach { get; init; } = [];

    /// <summary>Nanoseconds in the kernel.</summary>
    public ulong CpuKernel { get; init; }

    /// <summary>Nanoseconds in programs.</summary>
    public ulong CpuUser { get; init; }

    /// <summary>Periods of the CPU limit.</summary>
    public ulong Periods { get; init; }

    /// <summary>Periods in which the limit was reached.</summary>
    public ulong ThrottledPeriods { get; init; }

    /// <summary>Nanoseconds that members stood still for the limit.</summary>
    public ulong ThrottledTime { get; init; }

    /// <summary>Bytes of memory, caches included.</summary>
    public ulong Memory { get; init; }

    /// <summary>The most bytes of memory so far; 0 where the kernel does not tell.</summary>
    public ulong MemoryPeak { get; init; }

    /// <summary>How often the memory limit was hit; in version 2, how often that could not be helped by taking memory back.</summary>
    public ulong MemoryFailures { get; init; }

    /// <summary>The memory limit in bytes; <see cref="ulong.MaxValue"/> without one.</summary>
    public ulong MemoryLimit { get; init; }

    /// <summary>The kernel's details of memory, by its names.</summary>
    public IReadOnlyDictionary<string, ulong> MemoryDetails { get; init; } = new Dictionary<string, ulong>();

    /// <summary>Processes and threads.</summary>
    public ulong Tasks { get; init; }

    /// <summary>Most processes and threads; 0 without a limit.</summary>
    public ulong TasksLimit { get; init; }

    /// <summary>Bytes by device and operation.</summary>
    public IReadOnlyList<BlockUsage> BlockBytes { get; init; } = [];

    /// <summary>Operations by device and operation; null where the kernel does not tell.</summary>
    public IReadOnlyList<BlockUsage>? BlockOperations { get; init; }
}

/// <summary>What a group read from or wrote to a device.</summary>
/// <param name="Major">The device's major number.</param>
/// <param name="Minor">The device's minor number.</param>
/// <param name="Operation">The kernel's word.</param>
/// <param name="Value">Bytes or operations.</param>
public readonly record struct BlockUsage(ulong Major, ulong Minor, string Operation, ulong Value);
