using System.Text;

namespace Gantry.Cli.Usage.Live;

/// <summary>One picture of the live view, made to fit a terminal.</summary>
internal static class LiveFrame
{
    private const string Reverse = "\u001b[7m";
    private const string Bold = "\u001b[1m";
    private const string Normal = "\u001b[0m";
    private const string Clear = "\u001b[K";
    private const int BarWidth = 10;

    /// <param name="samples">The containers.</param>
    /// <param name="order">What they are ordered by.</param>
    /// <param name="columns">The terminal's width.</param>
    /// <param name="rows">Its height.</param>
    /// <param name="title">What stands on top.</param>
    /// <returns>As many lines as the terminal has, with what clears the rest of each.</returns>
    public static string Draw(IReadOnlyList<LiveSample> samples, LiveOrder order, int columns, int rows, string title)
    {
        var lines = new List<string>
        {
            $"{Bold}{Fit($"{title}   {samples.Count} container{(samples.Count == 1 ? "" : "s")}", columns)}{Normal}",
            Fit($"CPU {samples.Sum(sample => sample.Processors):0.00}%   memory {Tables.HumanSize.Binary(samples.Sum(sample => sample.Memory))}", columns),
            "",
            $"{Reverse}{Fit(Cells("NAME", Mark("CPU %", LiveOrder.Processors), "", Mark("MEMORY / LIMIT", LiveOrder.Memory), "MEM %", Mark("NET IN OUT", LiveOrder.Network), Mark("DISK READ WRITE", LiveOrder.Disk), "PIDS"), columns).PadRight(columns)}{Normal}",
        };
        lines.AddRange(Sorted(samples, order).Take(Math.Max(0, rows - lines.Count - 1)).Select(sample => Fit(
            Cells(sample.Name, sample.ProcessorText, Bar(sample.Processors), sample.MemoryText, sample.MemoryShare, sample.Network.ToString(), sample.Disk.ToString(), sample.Processes), columns)));
        while (lines.Count < rows - 1)
            lines.Add("");
        lines.Add(Fit("order: c CPU  m memory  n network  d disk  a name     q quit", columns));
        return string.Join("\r\n", lines.Take(rows).Select(line => line + Clear));

        string Mark(string heading, LiveOrder by) => order == by ? $"{heading} v" : heading;
    }

    private static IEnumerable<LiveSample> Sorted(IReadOnlyList<LiveSample> samples, LiveOrder order)
    {
        var byName = samples.OrderBy(sample => sample.Name, Tables.NaturalOrder.Comparer);
        return order switch
        {
            LiveOrder.Processors => byName.OrderByDescending(sample => sample.Processors),
            LiveOrder.Memory => byName.OrderByDescending(sample => sample.Memory),
            LiveOrder.Network => byName.OrderByDescending(sample => sample.Network.Sum),
            LiveOrder.Disk => byName.OrderByDescending(sample => sample.Disk.Sum),
            _ => byName,
        };
    }

    private static string Cells(string name, string processors, string bar, string memory, string share, string network, string disk, string processes)
    {
        var text = new StringBuilder();
        text.Append(Fit(name, 24).PadRight(25)).Append(processors.PadLeft(9)).Append(' ').Append(bar.PadRight(BarWidth + 1)).Append(memory.PadRight(23)).Append(share.PadLeft(8))
            .Append("  ").Append(network.PadRight(20)).Append(disk.PadRight(20)).Append(processes.PadLeft(5));
        return text.ToString();
    }

    /// <summary>Up to one whole CPU.</summary>
    private static string Bar(double processors) => new('|', (int)Math.Round(Math.Clamp(processors, 0, 100) / 100 * BarWidth));

    private static string Fit(string text, int columns) => text.Length <= columns ? text : text[..Math.Max(0, columns)];
}
