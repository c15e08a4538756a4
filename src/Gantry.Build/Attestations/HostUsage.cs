using System.Globalization;
using System.Text.Json;

namespace Gantry.Build.Attestations;

/// <summary>How busy the host was at a moment: processors, memory and what waits for them (proc(5)).</summary>
internal sealed class HostUsage
{
    private const double TicksPerSecond = 100;

    private static readonly string[] s_processorTimes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guestNice"];

    private static readonly (string Line, string Name)[] s_processes = [("ctxt", "contextSwitches"), ("processes", "processCreated"), ("procs_running", "processesRunning")];

    private static readonly (string Line, string Name)[] s_memory =
    [
        ("MemTotal:", "total"), ("MemFree:", "free"), ("MemAvailable:", "available"), ("Buffers:", "buffers"), ("Cached:", "cached"), ("Active:", "active"),
        ("Inactive:", "inactive"), ("SwapTotal:", "swap"), ("Dirty:", "dirty"), ("Writeback:", "writeback"), ("Slab:", "slab"),
    ];

    private readonly DateTimeOffset _time;
    private readonly Dictionary<string, string[]> _processors;
    private readonly Dictionary<string, string[]> _memory;
    private readonly List<(string Name, Dictionary<string, string[]> Lines)> _pressures = [];

    /// <summary>Reads it.</summary>
    /// <param name="time">Now.</param>
    /// <param name="proc">Where the kernel's files are.</param>
    public HostUsage(DateTimeOffset time, string proc = "/proc")
    {
        _time = time;
        _processors = Lines(Path.Combine(proc, "stat"));
        _memory = Lines(Path.Combine(proc, "meminfo"));
        foreach (var (file, name) in new[] { ("cpu", "cpuPressure"), ("memory", "memoryPressure"), ("io", "ioPressure") })
            if (Path.Combine(proc, "pressure", file) is var path && File.Exists(path)) _pressures.Add((name, Lines(path)));
    }

    /// <summary>Writes it in the words BuildKit uses: seconds, and kilobytes.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", Provenance.Time(_time));
        json.WriteStartObject("cpuStat");
        var times = _processors.GetValueOrDefault("cpu") ?? [];
        for (var index = 0; index < s_processorTimes.Length; index++) json.WriteNumber(s_processorTimes[index], index < times.Length ? Number(times[index]) / TicksPerSecond : 0);
        json.WriteEndObject();
        Counters(json, "procStat", _processors, s_processes);
        Counters(json, "memoryStat", _memory, s_memory);
        foreach (var (name, lines) in _pressures)
        {
            json.WriteStartObject(name);
            foreach (var (kind, fields) in lines)
            {
                json.WriteStartObject(kind);
                foreach (var field in fields.Select(f => f.Split('=', 2)).Where(f => f.Length == 2)) json.WriteNumber(field[0], Number(field[1]));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Counters(Utf8JsonWriter json, string name, Dictionary<string, string[]> lines, (string Line, string Name)[] counters)
    {
        json.WriteStartObject(name);
        foreach (var (line, counter) in counters)
            if (lines.GetValueOrDefault(line) is { Length: > 0 } fields) json.WriteNumber(counter, Number(fields[0]));
        json.WriteEndObject();
    }

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The lines of a file by their first word.</summary>
    private static Dictionary<string, string[]> Lines(string path)
    {
        var lines = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var words in File.ReadLines(path).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length > 1)) lines.TryAdd(words[0], words[1..]);
        return lines;
    }
}
