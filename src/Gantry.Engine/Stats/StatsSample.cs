using Gantry.Linux.Cgroups;

namespace Gantry.Engine.Stats;

/// <summary>What a container uses at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="Usage">What its processes use.</param>
/// <param name="MemoryLimit">Bytes it may use: its limit, or all of the host's.</param>
/// <param name="HostCpu">Nanoseconds that all CPUs of the host have spent, idle ones too.</param>
/// <param name="OnlineCpus">CPUs of the host.</param>
/// <param name="Interfaces">Its network interfaces; null when it has none of its own.</param>
public sealed record StatsSample(
    DateTimeOffset At, CgroupUsage Usage, ulong MemoryLimit, ulong HostCpu, int OnlineCpus, IReadOnlyDictionary<string, InterfaceUsage>? Interfaces);

/// <summary>What went through a network interface.</summary>
/// <param name="Received">Coming in.</param>
/// <param name="Sent">Going out.</param>
public sealed record InterfaceUsage(Traffic Received, Traffic Sent);

/// <summary>One direction of an interface.</summary>
/// <param name="Bytes">Bytes.</param>
/// <param name="Packets">Packets.</param>
/// <param name="Errors">Broken ones.</param>
/// <param name="Dropped">Ones without room.</param>
public readonly record struct Traffic(ulong Bytes, ulong Packets, ulong Errors, ulong Dropped);
