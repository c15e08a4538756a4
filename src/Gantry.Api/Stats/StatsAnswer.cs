using System.Text.Json.Serialization;

using Gantry.Api.Json;
using Gantry.Engine.Containers;
using Gantry.Engine.Stats;
using Gantry.Linux.Cgroups;

namespace Gantry.Api.Stats;

#pragma warning disable IDE1006 // the names of the wire

/// <summary>What a container uses, with the CPU time of the sample before.</summary>
internal sealed record StatsAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? id { get; init; }

    public required string read { get; init; }
    public required string preread { get; init; }
    public required TaskStats pids_stats { get; init; }
    public required BlockStats blkio_stats { get; init; }
    public int num_procs { get; init; }
    public StorageStats storage_stats { get; init; } = new();
    public required CpuStats cpu_stats { get; init; }
    public required CpuStats precpu_stats { get; init; }
    public required MemoryStats memory_stats { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, InterfaceStats>? networks { get; init; }

    /// <param name="container">Whose name and id are told; null: nobody's, as with a single shot.</param>
    /// <param name="sample">The sample; null when the container does not run.</param>
    /// <param name="before">The sample before.</param>
    public static StatsAnswer Of(Container? container, StatsSample? sample, StatsSample? before) => new()
    {
        name = container is null ? null : "/" + container.Name,
        id = container?.Id,
        read = GoTime.Format(sample?.At ?? DateTimeOffset.MinValue),
        preread = GoTime.Format(before?.At ?? DateTimeOffset.MinValue),
        pids_stats = TaskStats.Of(sample),
        blkio_stats = BlockStats.Of(sample?.Usage),
        cpu_stats = CpuStats.Of(sample),
        precpu_stats = CpuStats.Of(before),
        memory_stats = MemoryStats.Of(sample),
        networks = sample?.Interfaces is { Count: > 0 } interfaces
            ? new SortedDictionary<string, InterfaceStats>(interfaces.ToDictionary(i => i.Key, i => InterfaceStats.Of(i.Value)), StringComparer.Ordinal)
            : null,
    };
}

/// <summary>Processes and threads.</summary>
internal sealed record TaskStats
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong current { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong limit { get; init; }

    /// <summary>No limit is nothing in version 1 and the highest number in version 2.</summary>
    public static TaskStats Of(StatsSample? sample) => sample is null ? new TaskStats() : new TaskStats
    {
        current = sample.Usage.Tasks,
        limit = sample.Usage.TasksLimit == 0 && CgroupLayout.Mode == CgroupMode.Unified ? ulong.MaxValue : sample.Usage.TasksLimit,
    };
}

/// <summary>Windows only; an empty object here.</summary>
internal sealed record StorageStats;

/// <summary>Bytes and operations of devices; the other lists are of schedulers that no kernel has any more.</summary>
internal sealed record BlockStats
{
    public IReadOnlyList<BlockEntry>? io_service_bytes_recursive { get; init; }
    public IReadOnlyList<BlockEntry>? io_serviced_recursive { get; init; }
    public IReadOnlyList<BlockEntry>? io_queue_recursive { get; init; }
    public IReadOnlyList<BlockEntry>? io_service_time_recursive { get; init; }
    public IReadOnlyList<BlockEntry>? io_wait_time_recursive { get; init; }
    public IReadOnlyList<BlockEntry>? io_merged_recursive { get; init; }
    public IReadOnlyList<BlockEntry>? io_time_recursive { get; init; }
    public IReadOnlyList<BlockEntry>? sectors_recursive { get; init; }

    public static BlockStats Of(CgroupUsage? usage)
    {
        var none = usage?.BlockOperations is null ? null : (IReadOnlyList<BlockEntry>)[];
        return new BlockStats
        {
            io_service_bytes_recursive = Entries(usage?.BlockBytes),
            io_serviced_recursive = Entries(usage?.BlockOperations),
            io_queue_recursive = none,
            io_service_time_recursive = none,
            io_wait_time_recursive = none,
            io_merged_recursive = none,
            io_time_recursive = none,
            sectors_recursive = none,
        };
    }

    private static IReadOnlyList<BlockEntry>? Entries(IReadOnlyList<BlockUsage>? usage) =>
        usage is null ? null : [.. usage.Select(u => new BlockEntry(u.Major, u.Minor, u.Operation, u.Value))];
}

/// <summary>One operation on one device.</summary>
internal sealed record BlockEntry(ulong major, ulong minor, string op, ulong value);

/// <summary>CPU time.</summary>
internal sealed record CpuStats
{
    public required CpuUsage cpu_usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong system_cpu_usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int online_cpus { get; init; }

    public required ThrottlingStats throttling_data { get; init; }

    public static CpuStats Of(StatsSample? sample)
    {
        var usage = sample?.Usage ?? new CgroupUsage();
        return new CpuStats
        {
            cpu_usage = new CpuUsage(usage.CpuTotal, usage.CpuEach.Count > 0 ? usage.CpuEach : null, usage.CpuKernel, usage.CpuUser),
            system_cpu_usage = sample?.HostCpu ?? 0,
            online_cpus = sample?.OnlineCpus ?? 0,
            throttling_data = new ThrottlingStats(usage.Periods, usage.ThrottledPeriods, usage.ThrottledTime),
        };
    }
}

/// <summary>Nanoseconds of CPU time.</summary>
internal sealed record CpuUsage(
    ulong total_usage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ulong>? percpu_usage,
    ulong usage_in_kernelmode,
    ulong usage_in_usermode);

/// <summary>What the CPU limit did.</summary>
internal sealed record ThrottlingStats(ulong periods, ulong throttled_periods, ulong throttled_time);

/// <summary>Memory.</summary>
internal sealed record MemoryStats
{
    /// <summary>What version 1 counts and Docker does not tell.</summary>
    private static readonly string[] Untold = ["shmem", "swap", "swapcached", "workingset_refault_anon", "workingset_refault_file"];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong max_usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, ulong>? stats { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong failcnt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong limit { get; init; }

    public static MemoryStats Of(StatsSample? sample) => sample is null ? new MemoryStats() : new MemoryStats
    {
        usage = sample.Usage.Memory,
        max_usage = CgroupLayout.Mode == CgroupMode.Unified ? 0 : sample.Usage.MemoryPeak,
        stats = CgroupLayout.Mode == CgroupMode.Unified ? sample.Usage.MemoryDetails : Told(sample.Usage.MemoryDetails),
        failcnt = sample.Usage.MemoryFailures,
        limit = sample.MemoryLimit,
    };

    private static SortedDictionary<string, ulong> Told(IReadOnlyDictionary<string, ulong> details) => new(
        details.Where(d => !Untold.Contains(d.Key.StartsWith("total_", StringComparison.Ordinal) ? d.Key["total_".Length..] : d.Key)).ToDictionary(), StringComparer.Ordinal);
}

/// <summary>What went through an interface.</summary>
internal sealed record InterfaceStats(
    ulong rx_bytes, ulong rx_packets, ulong rx_errors, ulong rx_dropped, ulong tx_bytes, ulong tx_packets, ulong tx_errors, ulong tx_dropped)
{
    public static InterfaceStats Of(InterfaceUsage usage) => new(
        usage.Received.Bytes, usage.Received.Packets, usage.Received.Errors, usage.Received.Dropped,
        usage.Sent.Bytes, usage.Sent.Packets, usage.Sent.Errors, usage.Sent.Dropped);
}
