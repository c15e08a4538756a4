using System.Buffers;
using System.Globalization;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Durations as Go writes them: <c>1m30s</c>, <c>1.5h</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    /// <summary>A duration in nanoseconds.</summary>
    /// <exception cref="DockerfileException">It is none; the sentence is Go's.</exception>
    public static long Parse(string text)
    {
        var rest = text.AsSpan();
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..]) rest = rest[1..];
        if (rest is "0") return 0;
        if (rest.IsEmpty) throw Invalid(text);
        var sum = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberLetters);
            if (digits < 0) digits = rest.Length;
            if (!rest[..digits].ContainsAnyInRange('0', '9')) throw Invalid(text);
            // A second point begins the unit, which is then unknown.
            var point = rest[..digits].IndexOf('.');
            if (point >= 0 && rest[(point + 1)..digits].IndexOf('.') is var second and >= 0) digits = point + 1 + second;
            if (digits > 25 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) throw Invalid(text);
            rest = rest[digits..];
            var end = rest.IndexOfAny(NumberLetters);
            var unit = end < 0 ? rest : rest[..end];
            if (unit.IsEmpty) throw new DockerfileException($"time: missing unit in duration {GoQuote.Of(text)}");
            long factor = unit switch
            {
                "ns" => 1,
                "us" or "µs" or "μs" => 1_000,
                "ms" => 1_000_000,
                "s" => 1_000_000_000,
                "m" => 60_000_000_000,
                "h" => 3_600_000_000_000,
                _ => throw new DockerfileException($"time: unknown unit {GoQuote.Of(unit.ToString())} in duration {GoQuote.Of(text)}"),
            };
            if (number > long.MaxValue / factor) throw Invalid(text);
            sum += number * factor;
            if (sum > long.MaxValue) throw Invalid(text);
            rest = rest[unit.Length..];
        }

        return (long)(isNegative ? -sum : sum);
    }

    private static DockerfileException Invalid(string text) => new($"time: invalid duration {GoQuote.Of(text)}");
}
