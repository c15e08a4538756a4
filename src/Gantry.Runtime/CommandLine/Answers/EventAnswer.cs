using System.Text.Json.Serialization;

using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.CommandLine.Answers;

/// <summary>A line of <c>events</c>, in runc's form. Times are nanoseconds, memory is bytes.</summary>
internal sealed record EventAnswer
{
    public string Type { get; init; } = "";

    public string Id { get; init; } = "";

    public StatsAnswer? Data { get; init; }

    public static EventAnswer Stats(string id, Cgroup group) => new() { Type = "stats", Id = id, Data = StatsAnswer.Of(group) };
}

internal sealed record StatsAnswer
{
    public CpuAnswer Cpu { get; init; } = new();

    public CpuSetAnswer Cpuset { get; init; } = new();

    public MemoryAnswer Memory { get; init; } = new();

    public PidsAnswer Pids { get; init; } = new();

    public BlockAnswer Blkio { get; init; } = new();

    public IReadOnlyDictionary<string, LargePagesAnswer> Hugetlb { get; init; } = new Dictionary<string, LargePagesAnswer>();

    [JsonPropertyName("intel_rdt")]
    public IReadOnlyDictionary<string, ulong> IntelRdt { get; init; } = new Dictionary<string, ulong>();

    /// <summary>runc has it, and nothing in it unless it makes networks itself.</summary>
    [JsonPropertyName("network_interfaces"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<string>? NetworkInterfaces { get; init; }

    public static StatsAnswer Of(Cgroup group)
    {
        var usage = group.Usage();
        var details = group.Details();
        return new StatsAnswer
        {
            Cpu = new CpuAnswer
            {
                Usage = new CpuUsageAnswer
                {
                    Total = usage.CpuTotal,
                    Percpu = Some(usage.CpuEach),
                    PercpuKernel = Some(details.CpuKernelEach),
                    PercpuUser = Some(details.CpuUserEach),
                    Kernel = usage.CpuKernel,
                    User = usage.CpuUser,
                },
                Throttling = new ThrottlingAnswer { Periods = usage.Periods, ThrottledPeriods = usage.ThrottledPeriods, ThrottledTime = usage.ThrottledTime },
                Psi = PressureAnswer.Of(group, "cpu"),
            },
            Cpuset = CpuSetAnswer.Of(details),
            Memory = new MemoryAnswer
            {
                Cache = usage.MemoryDetails.GetValueOrDefault(CgroupLayout.Mode == CgroupMode.Unified ? "file" : "cache"),
                Usage = new MemoryEntryAnswer { Limit = usage.MemoryLimit, Usage = usage.Memory, Max = usage.MemoryPeak, Failcnt = usage.MemoryFailures },
                Swap = MemoryEntryAnswer.Of(details.Swap),
                Kernel = MemoryEntryAnswer.Of(details.Kernel),
                KernelTcp = MemoryEntryAnswer.Of(details.KernelTcp),
                Raw = usage.MemoryDetails,
                Psi = PressureAnswer.Of(group, "memory"),
            },
            Pids = new PidsAnswer { Current = usage.Tasks, Limit = usage.TasksLimit },
            Blkio = new BlockAnswer
            {
                IoServiceBytesRecursive = Entries(usage.BlockBytes),
                IoServicedRecursive = Entries(usage.BlockOperations),
                Psi = PressureAnswer.Of(group, "io"),
            },
            Hugetlb = details.LargePages.ToDictionary(p => p.Key, p => new LargePagesAnswer { Usage = p.Value.Usage, Max = p.Value.Peak, Failcnt = p.Value.Failures }),
        };
    }

    private static IReadOnlyList<ulong>? Some(IReadOnlyList<ulong> each) => each.Count == 0 ? null : each;

    private static List<BlockEntryAnswer>? Entries(IReadOnlyList<BlockUsage>? found) =>
        found is not { Count: > 0 } ? null : [.. found.Select(b => new BlockEntryAnswer { Major = b.Major, Minor = b.Minor, Op = b.Operation, Value = b.Value })];
}

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

internal sealed record LargePagesAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Max { get; init; }

    public ulong Failcnt { get; init; }
}

internal sealed record MemoryAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Cache { get; init; }

    public MemoryEntryAnswer Usage { get; init; } = new();

    public MemoryEntryAnswer Swap { get; init; } = new();

    public MemoryEntryAnswer Kernel { get; init; } = new();

    [JsonPropertyName("kernelTCP")]
    public MemoryEntryAnswer KernelTcp { get; init; } = new();

    public IReadOnlyDictionary<string, ulong>? Raw { get; init; }

    public PressureAnswer? Psi { get; init; }
}

internal sealed record MemoryEntryAnswer
{
    public ulong Limit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Max { get; init; }

    public ulong Failcnt { get; init; }

    public static MemoryEntryAnswer Of(MemoryCounter counter) => new() { Limit = counter.Limit, Usage = counter.Usage, Max = counter.Peak, Failcnt = counter.Failures };
}

internal sealed record PidsAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Current { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Limit { get; init; }
}

internal sealed record BlockAnswer
{
    public IReadOnlyList<BlockEntryAnswer>? IoServiceBytesRecursive { get; init; }

    public IReadOnlyList<BlockEntryAnswer>? IoServicedRecursive { get; init; }

    public PressureAnswer? Psi { get; init; }
}

internal sealed record BlockEntryAnswer
{
    public ulong Major { get; init; }

    public ulong Minor { get; init; }

    public string Op { get; init; } = "";

    public ulong Value { get; init; }
}
