using System.Text.Json.Serialization;

using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.CommandLine.Answers;

/// <summary>What processors gave a group. Times are nanoseconds.</summary>
internal sealed record CpuAnswer
{
    public CpuUsageAnswer Usage { get; init; } = new();

    public ThrottlingAnswer Throttling { get; init; } = new();

    public PressureAnswer? Psi { get; init; }
}

internal sealed record CpuUsageAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Total { get; init; }

    public IReadOnlyList<ulong>? Percpu { get; init; }

    [JsonPropertyName("percpu_kernel")]
    public IReadOnlyList<ulong>? PercpuKernel { get; init; }

    [JsonPropertyName("percpu_user")]
    public IReadOnlyList<ulong>? PercpuUser { get; init; }

    public ulong Kernel { get; init; }

    public ulong User { get; init; }
}

internal sealed record ThrottlingAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Periods { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong ThrottledPeriods { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong ThrottledTime { get; init; }
}

internal sealed record CpuSetAnswer
{
    public IReadOnlyList<ushort>? Cpus { get; init; }

    [JsonPropertyName("cpu_exclusive")]
    public long CpuExclusive { get; init; }

    public IReadOnlyList<ushort>? Mems { get; init; }

    [JsonPropertyName("mem_hardwall")]
    public long MemHardwall { get; init; }

    [JsonPropertyName("mem_exclusive")]
    public long MemExclusive { get; init; }

    [JsonPropertyName("memory_migrate")]
    public long MemoryMigrate { get; init; }

    [JsonPropertyName("memory_spread_page")]
    public long MemorySpreadPage { get; init; }

    [JsonPropertyName("memory_spread_slab")]
    public long MemorySpreadSlab { get; init; }

    [JsonPropertyName("memory_pressure")]
    public long MemoryPressure { get; init; }

    [JsonPropertyName("sched_load_balance")]
    public long SchedLoadBalance { get; init; }

    [JsonPropertyName("sched_relax_domain_level")]
    public long SchedRelaxDomainLevel { get; init; }

    public static CpuSetAnswer Of(CgroupDetails details)
    {
        return new CpuSetAnswer
        {
            Cpus = details.Cpus.Count == 0 ? null : details.Cpus,
            Mems = details.Mems.Count == 0 ? null : details.Mems,
            CpuExclusive = Switch("cpu_exclusive"),
            MemHardwall = Switch("mem_hardwall"),
            MemExclusive = Switch("mem_exclusive"),
            MemoryMigrate = Switch("memory_migrate"),
            MemorySpreadPage = Switch("memory_spread_page"),
            MemorySpreadSlab = Switch("memory_spread_slab"),
            MemoryPressure = Switch("memory_pressure"),
            SchedLoadBalance = Switch("sched_load_balance"),
            SchedRelaxDomainLevel = Switch("sched_relax_domain_level"),
        };

        long Switch(string name) => details.CpuSetSwitches.GetValueOrDefault(name);
    }
}
