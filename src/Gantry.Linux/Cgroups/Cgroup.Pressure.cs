using System.Globalization;

namespace Gantry.Linux.Cgroups;

/// <content>How long members wait for what they need (the kernel's pressure stall information, v2 only).</content>
public sealed partial class Cgroup
{
    /// <summary>The pressure of <c>cpu</c>, <c>memory</c> or <c>io</c>; null where the kernel does not tell.</summary>
    public (PressureLine Some, PressureLine Full)? Pressure(string resource)
    {
        if (CgroupLayout.Mode != CgroupMode.Unified || UnifiedDirectory is not { } unified)
            return null;
        try
        {
            return CgroupFile.ReadText(unified, resource + ".pressure") is { } text ? ParsePressure(text) : null;
        }
        catch (IOException)
        {
            return null; // compiled in, but switched off
        }
    }

    /// <summary>Reads lines of the form <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=0</c>.</summary>
    internal static (PressureLine Some, PressureLine Full) ParsePressure(string text)
    {
        var lines = text.Split('\n').Select(l => l.Split(' ')).Where(w => w.Length == 5).ToDictionary(w => w[0], Line);
        return (lines.GetValueOrDefault("some"), lines.GetValueOrDefault("full"));
    }

    private static PressureLine Line(string[] words)
    {
        var values = words.Skip(1).Select(w => w[(w.IndexOf('=', StringComparison.Ordinal) + 1)..]).ToArray();
        return new PressureLine(Average(values[0]), Average(values[1]), Average(values[2]), ulong.Parse(values[3], CultureInfo.InvariantCulture));
    }

    private static double Average(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A line of pressure.</summary>
/// <param name="Average10">Share of time over ten seconds, in per cent.</param>
/// <param name="Average60">Over a minute.</param>
/// <param name="Average300">Over five minutes.</param>
/// <param name="Total">Microseconds in all.</param>
public readonly record struct PressureLine(double Average10, double Average60, double Average300, ulong Total);
