using System.Globalization;

namespace Gantry.Linux.Cgroups;

/// <content>What is used.</content>
public sealed partial class Cgroup
{
    private const ulong NanosecondsPerTick = 10_000_000; // USER_HZ is 100 on every architecture we run on

    /// <summary>Reads what the members use, those of groups below included.</summary>
    public CgroupUsage Usage() => Whole is { } unified ? UnifiedUsage(unified) : LegacyUsage();

    private static CgroupUsage UnifiedUsage(string directory)
    {
        const ulong Microsecond = 1000;
        var cpu = CgroupFile.ReadMap(directory, "cpu.stat");
        return new CgroupUsage
        {
            CpuTotal = cpu.GetValueOrDefault("usage_usec") * Microsecond,
            CpuKernel = cpu.GetValueOrDefault("system_usec") * Microsecond,
            CpuUser = cpu.GetValueOrDefault("user_usec") * Microsecond,
            Periods = cpu.GetValueOrDefault("nr_periods"),
            ThrottledPeriods = cpu.GetValueOrDefault("nr_throttled"),
            ThrottledTime = cpu.GetValueOrDefault("throttled_usec") * Microsecond,
            Memory = Number(directory, "memory.current") ?? 0,
            MemoryPeak = Number(directory, "memory.peak") ?? 0,
            MemoryFailures = CgroupFile.ReadMap(directory, "memory.events").GetValueOrDefault("oom"),
            MemoryLimit = Number(directory, "memory.max") ?? ulong.MaxValue,
            MemoryDetails = CgroupFile.ReadMap(directory, "memory.stat"),
            Tasks = Number(directory, "pids.current") ?? 0,
            TasksLimit = Number(directory, "pids.max") ?? 0,
            BlockBytes = ParseUnifiedBlocks(CgroupFile.ReadText(directory, "io.stat") ?? ""),
        };
    }

    private CgroupUsage LegacyUsage()
    {
        var (cpu, account, memory, tasks, block) = (Controller("cpu") ?? "", Controller("cpuacct") ?? "", Controller("memory") ?? "", Controller("pids") ?? "", Controller("blkio") ?? "");
        var limits = CgroupFile.ReadMap(cpu, "cpu.stat");
        var times = CgroupFile.ReadMap(account, "cpuacct.stat");
        return new CgroupUsage
        {
            CpuTotal = Number(account, "cpuacct.usage") ?? 0,
            CpuEach = [.. (CgroupFile.ReadText(account, "cpuacct.usage_percpu") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Number).Select(n => n ?? 0)],
            CpuKernel = times.GetValueOrDefault("system") * NanosecondsPerTick,
            CpuUser = times.GetValueOrDefault("user") * NanosecondsPerTick,
            Periods = limits.GetValueOrDefault("nr_periods"),
            ThrottledPeriods = limits.GetValueOrDefault("nr_throttled"),
            ThrottledTime = limits.GetValueOrDefault("throttled_time"),
            Memory = Number(memory, "memory.usage_in_bytes") ?? 0,
            MemoryPeak = Number(memory, "memory.max_usage_in_bytes") ?? 0,
            MemoryFailures = Number(memory, "memory.failcnt") ?? 0,
            MemoryLimit = Number(memory, "memory.limit_in_bytes") ?? ulong.MaxValue,
            MemoryDetails = CgroupFile.ReadMap(memory, "memory.stat"),
            Tasks = Number(tasks, "pids.current") ?? 0,
            TasksLimit = Number(tasks, "pids.max") ?? 0,
            BlockBytes = ParseLegacyBlocks(First(block, "blkio.bfq.io_service_bytes_recursive", "blkio.throttle.io_service_bytes_recursive")),
            BlockOperations = ParseLegacyBlocks(First(block, "blkio.bfq.io_serviced_recursive", "blkio.throttle.io_serviced_recursive")),
        };
    }

    /// <summary>Reads lines of the form <c>8:0 Read 4096</c>; the line with the sum of all is left out.</summary>
    internal static IReadOnlyList<BlockUsage> ParseLegacyBlocks(string text)
    {
        var found = new List<BlockUsage>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is [var device, var operation, var value] && Device(device) is { } number && Number(value) is { } amount)
                found.Add(new BlockUsage(number.Major, number.Minor, operation, amount));
        }

        return found;
    }

    /// <summary>Reads lines of the form <c>8:0 rbytes=4096 wbytes=0 rios=1 …</c>.</summary>
    internal static IReadOnlyList<BlockUsage> ParseUnifiedBlocks(string text)
    {
        var found = new List<BlockUsage>();
        foreach (var words in text.Split('\n').Select(l => l.Split(' ')))
        {
            if (Device(words[0]) is not { } device)
                continue;
            foreach (var (key, operation) in (ReadOnlySpan<(string, string)>)[("rbytes=", "read"), ("wbytes=", "write")])
            {
                if (words.FirstOrDefault(w => w.StartsWith(key, StringComparison.Ordinal)) is { } word && Number(word[key.Length..]) is { } amount)
                    found.Add(new BlockUsage(device.Major, device.Minor, operation, amount));
            }
        }

        return found;
    }

    private static string First(string directory, string preferred, string otherwise)
    {
        var text = CgroupFile.ReadText(directory, preferred);
        return text is null || text.Trim() is "" or "Total 0" ? CgroupFile.ReadText(directory, otherwise) ?? "" : text;
    }

    private static (ulong Major, ulong Minor)? Device(string text) =>
        text.Split(':') is [var major, var minor] && Number(major) is { } a && Number(minor) is { } b ? (a, b) : null;

    private static ulong? Number(string directory, string file) => Number(CgroupFile.ReadText(directory, file)?.Trim() ?? "");

    private static ulong? Number(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
