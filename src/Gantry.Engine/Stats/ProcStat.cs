using System.Globalization;

namespace Gantry.Engine.Stats;

/// <summary>Reads the kernel's tables of CPU time and of network interfaces (proc(5)).</summary>
internal static class ProcStat
{
    private const ulong NanosecondsPerTick = 10_000_000;
    private const int TimesOfAll = 8; // guest times, which follow, are in these already

    /// <summary>Reads <c>/proc/stat</c>: nanoseconds of all CPUs, and how many there are.</summary>
    public static (ulong Nanoseconds, int Cpus) Cpu(IEnumerable<string> lines)
    {
        var (total, cpus) = (0UL, 0);
        foreach (var line in lines.TakeWhile(l => l.StartsWith("cpu", StringComparison.Ordinal)))
        {
            if (line[3] == ' ')
                total = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(TimesOfAll).Aggregate(0UL, (sum, word) => sum + Number(word)) * NanosecondsPerTick;
            else
                cpus++;
        }

        return (total, cpus);
    }

    /// <summary>Reads <c>/proc/PID/net/dev</c>, without the loopback interface.</summary>
    public static IReadOnlyDictionary<string, InterfaceUsage> Interfaces(IEnumerable<string> lines)
    {
        var found = new SortedDictionary<string, InterfaceUsage>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || line[..colon].Trim() is var name && name == "lo")
                continue;
            var numbers = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray();
            if (numbers.Length >= 12)
                found[name] = new InterfaceUsage(Of(numbers.AsSpan(0)), Of(numbers.AsSpan(8)));
        }

        return found;

        static Traffic Of(ReadOnlySpan<ulong> n) => new(n[0], n[1], n[2], n[3]);
    }

    private static ulong Number(string word) => ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
