using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Compose.Binding;

/// <summary>Durations like 1m30s, 2d and 1w.</summary>
internal static partial class DurationSpec
{
    /// <summary>The duration, or null when <paramref name="text"/> is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        if (!Form().IsMatch(text))
            return null;
        var ticks = 0m;
        foreach (Match part in Part().Matches(text))
            ticks += decimal.Parse(part.Groups[1].Value.TrimEnd('.') is { Length: > 0 } digits ? digits : "0", CultureInfo.InvariantCulture) * Ticks(part.Groups[2].Value);
        return TimeSpan.FromTicks((long)(text[0] == '-' ? -ticks : ticks));
    }

    private static decimal Ticks(string unit) => unit switch
    {
        "w" => TimeSpan.TicksPerDay * 7,
        "d" => TimeSpan.TicksPerDay,
        "h" => TimeSpan.TicksPerHour,
        "m" => TimeSpan.TicksPerMinute,
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "ns" => 0.01m,
        _ => TimeSpan.TicksPerMicrosecond,
    };

    [GeneratedRegex(@"^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+$")]
    private static partial Regex Form();

    [GeneratedRegex(@"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)")]
    private static partial Regex Part();
}
