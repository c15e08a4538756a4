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
