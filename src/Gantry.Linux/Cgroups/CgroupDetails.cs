namespace Gantry.Linux.Cgroups;

/// <summary>What the kernel counts of a group beyond <see cref="CgroupUsage"/>, for those who ask once.</summary>
public sealed record CgroupDetails
{
    /// <summary>Nanoseconds of each CPU in the kernel; empty where it does not tell.</summary>
    public IReadOnlyList<ulong> CpuKernelEach { get; init; } = [];

    /// <summary>Nanoseconds of each CPU in programs; empty where it does not tell.</summary>
    public IReadOnlyList<ulong> CpuUserEach { get; init; } = [];

    /// <summary>Memory and swap together.</summary>
    public MemoryCounter Swap { get; init; }

    /// <summary>Memory of the kernel itself; version 1 alone counts it.</summary>
    public MemoryCounter Kernel { get; init; }

    /// <summary>Buffers of TCP; version 1 alone counts them.</summary>
    public MemoryCounter KernelTcp { get; init; }

    /// <summary>CPUs the members may run on; version 1 alone.</summary>
    public IReadOnlyList<ushort> Cpus { get; init; } = [];

    /// <summary>Memory nodes the members may use; version 1 alone.</summary>
    public IReadOnlyList<ushort> Mems { get; init; } = [];

    /// <summary>The switches of version 1's <c>cpuset</c>, by its names: <c>cpu_exclusive</c>, <c>sched_load_balance</c> and so on.</summary>
    public IReadOnlyDictionary<string, long> CpuSetSwitches { get; init; } = new Dictionary<string, long>();

    /// <summary>Large pages, in bytes, by their size: <c>2MB</c>.</summary>
    public IReadOnlyDictionary<string, MemoryCounter> LargePages { get; init; } = new Dictionary<string, MemoryCounter>();
}

/// <summary>A counter of bytes.</summary>
/// <param name="Limit">Its limit; <see cref="ulong.MaxValue"/> without one.</param>
/// <param name="Usage">What it stands at.</param>
/// <param name="Peak">The most it has stood at; 0 where the kernel does not tell.</param>
/// <param name="Failures">How often the limit was hit.</param>
public readonly record struct MemoryCounter(ulong Limit, ulong Usage, ulong Peak, ulong Failures);
