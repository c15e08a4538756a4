using System.Globalization;

using Gantry.Engine.Containers;
using Gantry.Oci.Text;

namespace Gantry.Build.Classic;

/// <summary>Values as Docker's builder writes them into an image's history, which is how Go prints them.</summary>
internal static class GoText
{
    /// <summary>A list of quoted words: <c>["sh" "-c"]</c>.</summary>
    public static string Quoted(IReadOnlyList<string>? words) => $"[{string.Join(' ', (words ?? []).Select(GoQuote.Of))}]";

    /// <summary>A list of bare words: <c>[a b]</c>.</summary>
    public static string Plain(IEnumerable<string> words) => $"[{string.Join(' ', words)}]";

    /// <summary>A health check: <c>&amp;{[CMD true] 30s 0s 0s 0s 3}</c>.</summary>
    public static string Plain(HealthConfig check) =>
        $"&{{{Plain(check.Test ?? [])} {Time(check.Interval)} {Time(check.Timeout)} {Time(check.StartPeriod)} {Time(check.StartInterval)} {check.Retries}}}";

    /// <summary>The same as BuildKit has it, everything quoted, the number of retries for a character: <c>&amp;{["CMD" "true"] "30s" "0s" "0s" "0s" '\x03'}</c>.</summary>
    public static string Quoted(HealthConfig check)
    {
        var times = new[] { check.Interval, check.Timeout, check.StartPeriod, check.StartInterval }.Select(t => GoQuote.Of(Time(t)));
        return $"&{{{Quoted(check.Test)} {string.Join(' ', times)} {GoQuote.Of(check.Retries)}}}";
    }

    /// <summary>Nanoseconds as <c>1m30s</c>.</summary>
    public static string Time(long nanoseconds)
    {
        if (nanoseconds == 0) return "0s";
        if (nanoseconds < 1_000) return $"{nanoseconds}ns";
        if (nanoseconds < 1_000_000) return Fraction(nanoseconds, 1_000) + "µs";
        if (nanoseconds < 1_000_000_000) return Fraction(nanoseconds, 1_000_000) + "ms";
        var (hours, rest) = Math.DivRem(nanoseconds, 3_600_000_000_000);
        var (minutes, left) = Math.DivRem(rest, 60_000_000_000);
        return (hours > 0 ? $"{hours}h" : "") + (hours > 0 || minutes > 0 ? $"{minutes}m" : "") + Fraction(left, 1_000_000_000) + "s";
    }

    private static string Fraction(long value, long unit) => ((decimal)value / unit).ToString("0.#########", CultureInfo.InvariantCulture);
}
