using System.Buffers;
using System.Globalization;

namespace Gantry.Oci.Text;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>1.5s</c>, <c>200ms</c>.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">The text is no duration; the message is Go's.</exception>
    public static TimeSpan Parse(string text) => TimeSpan.FromTicks(Nanoseconds(text) / 100);

    /// <summary>Reads one; false when it is none.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var isOne = Read(text, out var nanoseconds) is null;
        duration = TimeSpan.FromTicks(nanoseconds / 100);
        return isOne;
    }

    /// <summary>Reads one, in nanoseconds.</summary>
    /// <exception cref="FormatException">The text is no duration; the message is Go's.</exception>
    public static long Nanoseconds(string text) => Read(text, out var nanoseconds) is { } fault ? throw new FormatException(fault) : nanoseconds;

    /// <summary>Reads one.</summary>
    /// <returns>What is wrong with it, in Go's words; null: nothing.</returns>
    private static string? Read(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..]) rest = rest[1..];
        if (rest is "0") return null;
        if (rest.IsEmpty) return Invalid(text);
        var sum = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberLetters);
            if (digits < 0) digits = rest.Length;
            if (!rest[..digits].ContainsAnyInRange('0', '9')) return Invalid(text);
            // A second point begins the unit, which is then unknown.
            var point = rest[..digits].IndexOf('.');
            if (point >= 0 && rest[(point + 1)..digits].IndexOf('.') is var second and >= 0) digits = point + 1 + second;
            if (digits > 25 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return Invalid(text);
            rest = rest[digits..];
            var end = rest.IndexOfAny(NumberLetters);
            var unit = end < 0 ? rest : rest[..end];
            if (unit.IsEmpty) return $"time: missing unit in duration {GoQuote.Of(text)}";
            long factor = unit switch
            {
                "ns" => 1,
                "us" or "µs" or "μs" => 1_000,
                "ms" => 1_000_000,
                "s" => 1_000_000_000,
                "m" => 60_000_000_000,
                "h" => 3_600_000_000_000,
                _ => 0,
            };
            if (factor == 0) return $"time: unknown unit {GoQuote.Of(unit.ToString())} in duration {GoQuote.Of(text)}";
            if (number > long.MaxValue / factor) return Invalid(text);
            sum += number * factor;
            if (sum > long.MaxValue) return Invalid(text);
            rest = rest[unit.Length..];
        }

        nanoseconds = (long)(isNegative ? -sum : sum);
        return null;
    }

    private static string Invalid(string text) => $"time: invalid duration {GoQuote.Of(text)}";
}
