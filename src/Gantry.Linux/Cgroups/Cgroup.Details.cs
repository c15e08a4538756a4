using System.Globalization;

namespace Gantry.Linux.Cgroups;

/// <content>What is used, in detail.</content>
public sealed partial class Cgroup
{
    private static readonly string[] Switches =
    [
        "cpu_exclusive", "mem_hardwall", "mem_exclusive", "memory_migrate", "memory_spread_page", "memory_spread_slab", "memory_pressure",
        "sched_load_balance", "sched_relax_domain_level",
    ];

    /// <summary>Reads the details; what the kernel does not tell is as if there were none.</summary>
    public CgroupDetails Details() => Whole is { } unified
        ? new CgroupDetails { Swap = UnifiedSwap(unified), LargePages = LargePages(size => UnifiedPages(unified, size)) }
        : LegacyDetails(Controller("cpuacct") ?? "", Controller("memory") ?? "", Controller("cpuset") ?? "", Controller("hugetlb"));

    private static CgroupDetails LegacyDetails(string account, string memory, string set, string? pages)
    {
        var times = (CgroupFile.ReadText(account, "cpuacct.usage_all") ?? "").Split('\n').Skip(1).Select(l => l.Split(' ')).Where(f => f.Length == 3).ToList();
        return new CgroupDetails
        {
            CpuUserEach = [.. times.Select(f => ulong.Parse(f[1], CultureInfo.InvariantCulture))],
            CpuKernelEach = [.. times.Select(f => ulong.Parse(f[2], CultureInfo.InvariantCulture))],
            Swap = Counter(memory, "memory.memsw."),
            Kernel = Counter(memory, "memory.kmem."),
            KernelTcp = Counter(memory, "memory.kmem.tcp."),
            Cpus = Numbers(CgroupFile.ReadText(set, "cpuset.cpus")),
            Mems = Numbers(CgroupFile.ReadText(set, "cpuset.mems")),
            CpuSetSwitches = Switches.ToDictionary(s => s, s => CgroupFile.ReadNumber(set, "cpuset." + s)),
            LargePages = pages is null ? new Dictionary<string, MemoryCounter>() : LargePages(size => Counter(pages, $"hugetlb.{size}.")),
        };
    }

    /// <summary>Version 2 counts swap alone; this is the sum, as version 1 has it.</summary>
    private static MemoryCounter UnifiedSwap(string directory)
    {
        var (swap, memory) = ((ulong)CgroupFile.ReadNumber(directory, "memory.swap.max"), (ulong)CgroupFile.ReadNumber(directory, "memory.max"));
        var limit = swap >= long.MaxValue || memory >= long.MaxValue ? ulong.MaxValue : swap + memory;
        return new MemoryCounter(limit, (ulong)(CgroupFile.ReadNumber(directory, "memory.swap.current") + CgroupFile.ReadNumber(directory, "memory.current")), 0, 0);
    }

    private static MemoryCounter UnifiedPages(string directory, string size)
    {
        var limit = CgroupFile.ReadNumber(directory, $"hugetlb.{size}.max");
        return new MemoryCounter(
            limit == long.MaxValue ? ulong.MaxValue : (ulong)limit,
            (ulong)CgroupFile.ReadNumber(directory, $"hugetlb.{size}.current"),
            0,
            CgroupFile.ReadMap(directory, $"hugetlb.{size}.events").GetValueOrDefault("max"));
    }

    private static MemoryCounter Counter(string directory, string prefix)
    {
        return new MemoryCounter(Value("limit_in_bytes"), Value("usage_in_bytes"), Value("max_usage_in_bytes"), Value("failcnt"));

        ulong Value(string name) => (ulong)CgroupFile.ReadNumber(directory, prefix + name);
    }

    private static Dictionary<string, MemoryCounter> LargePages(Func<string, MemoryCounter> read)
    {
        const string Sizes = "/sys/kernel/mm/hugepages"; // hugepages-2048kB
        return !Directory.Exists(Sizes) ? [] : Directory.GetDirectories(Sizes)
            .Select(d => long.Parse(Path.GetFileName(d)["hugepages-".Length..^"kB".Length], CultureInfo.InvariantCulture))
            .Select(kilobytes => kilobytes >= 1 << 20 ? $"{kilobytes >> 20}GB" : kilobytes >= 1 << 10 ? $"{kilobytes >> 10}MB" : $"{kilobytes}KB")
            .ToDictionary(size => size, read);
    }

    /// <summary>A list as the kernel writes it: <c>0-3,7</c>.</summary>
    private static List<ushort> Numbers(string? text)
    {
        var numbers = new List<ushort>();
        foreach (var range in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = range.Split('-').Select(e => ushort.Parse(e, CultureInfo.InvariantCulture)).ToArray();
            for (int number = ends[0]; number <= ends[^1]; number++)
                numbers.Add((ushort)number);
        }

        return numbers;
    }
}
