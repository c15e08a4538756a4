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

    public MemoryAnswer Memory { get; init; } = new();

    public PidsAnswer Pids { get; init; } = new();

    public BlockAnswer Blkio { get; init; } = new();

    public IReadOnlyDictionary<string, ulong> Hugetlb { get; init; } = new Dictionary<string, ulong>();

    [JsonPropertyName("intel_rdt")]
    public IReadOnlyDictionary<string, ulong> IntelRdt { get; init; } = new Dictionary<string, ulong>();

    public static StatsAnswer Of(Cgroup group)
    {
        var usage = group.Usage();
        return new StatsAnswer
        {
            Cpu = new CpuAnswer
            {
                Usage = new CpuUsageAnswer { Total = usage.CpuTotal, Percpu = usage.CpuEach.Count == 0 ? null : usage.CpuEach, Kernel = usage.CpuKernel, User = usage.CpuUser },
                Throttling = new ThrottlingAnswer { Periods = usage.Periods, ThrottledPeriods = usage.ThrottledPeriods, ThrottledTime = usage.ThrottledTime },
                Psi = PressureAnswer.Of(group, "cpu"),
            },
            Memory = new MemoryAnswer
            {
                Cache = usage.MemoryDetails.GetValueOrDefault(CgroupLayout.Mode == CgroupMode.Unified ? "file" : "cache"),
                Usage = new MemoryEntryAnswer { Limit = usage.MemoryLimit, Usage = usage.Memory, Max = usage.MemoryPeak, Failcnt = usage.MemoryFailures },
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
        };
    }

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
    public ulong Total { get; init; }

    public IReadOnlyList<ulong>? Percpu { get; init; }

    public ulong Kernel { get; init; }

    public ulong User { get; init; }
}

internal sealed record ThrottlingAnswer
{
    public ulong Periods { get; init; }

    public ulong ThrottledPeriods { get; init; }

    public ulong ThrottledTime { get; init; }
}

internal sealed record MemoryAnswer
{
    public ulong Cache { get; init; }

    public MemoryEntryAnswer Usage { get; init; } = new();

    public IReadOnlyDictionary<string, ulong>? Raw { get; init; }

    public PressureAnswer? Psi { get; init; }
}

internal sealed record MemoryEntryAnswer
{
    public ulong Limit { get; init; }

    public ulong Usage { get; init; }

    public ulong Max { get; init; }

    public ulong Failcnt { get; init; }
}

internal sealed record PidsAnswer
{
    public ulong Current { get; init; }

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
