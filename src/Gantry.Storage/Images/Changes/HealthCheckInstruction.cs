using System.Buffers;
using System.Globalization;

using Gantry.Oci.Images;

namespace Gantry.Storage.Images.Changes;

/// <summary>The HEALTHCHECK instruction.</summary>
internal static class HealthCheckInstruction
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static HealthCheck Parse(string rest)
    {
        var check = new HealthCheck();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            var end = rest.AsSpan().IndexOfAny(' ', '\t');
            var flag = end < 0 ? rest : rest[..end];
            rest = end < 0 ? "" : rest[end..].Trim();
            var equals = flag.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : flag[(equals + 1)..];
            check = (equals < 0 ? flag : flag[..equals]) switch
            {
                "--interval" => check with { Interval = Duration(value) },
                "--timeout" => check with { Timeout = Duration(value) },
                "--start-period" => check with { StartPeriod = Duration(value) },
                "--start-interval" => check with { StartInterval = Duration(value) },
                "--retries" => check with { Retries = Retries(value) },
                var other => throw ConfigChanges.Invalid($"unknown flag: {other.TrimStart('-')}"),
            };
        }

        var space = rest.AsSpan().IndexOfAny(' ', '\t');
        var kind = (space < 0 ? rest : rest[..space]).ToUpperInvariant();
        var command = space < 0 ? "" : rest[space..].Trim();
        return kind switch
        {
            "NONE" when command.Length == 0 => check with { Test = ["NONE"] },
            "NONE" => throw ConfigChanges.Invalid("HEALTHCHECK NONE takes no arguments"),
            "CMD" when command.Length == 0 => throw ConfigChanges.Invalid("missing command after HEALTHCHECK CMD"),
            "CMD" when JsonList.TryParse(command) is { Count: > 0 } list => check with { Test = ["CMD", .. list] },
            "CMD" => check with { Test = ["CMD-SHELL", command] },
            _ => throw ConfigChanges.Invalid($"unknown type \"{kind}\" in HEALTHCHECK (try CMD)"),
        };
    }

    private static int Retries(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw ConfigChanges.Invalid($"--retries must be at least 0 (not {value})");

    /// <summary>A duration in Go's form, "1h2m3.5s", in nanoseconds.</summary>
    private static long Duration(string text)
    {
        var left = text.AsSpan();
        decimal total = 0;
        while (left.Length > 0)
        {
            var digits = left.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !decimal.TryParse(left[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) throw Fault();
            left = left[digits..];
            var letters = left.IndexOfAny(Digits);
            var unit = letters < 0 ? left : left[..letters];
            left = left[unit.Length..];
            total += number * unit switch
            {
                "ns" => 1,
                "us" or "µs" => 1_000,
                "ms" => 1_000_000,
                "s" => 1_000_000_000,
                "m" => 60_000_000_000,
                "h" => 3_600_000_000_000,
                _ => throw Fault(),
            };
        }

        if (total is 0 or > long.MaxValue) throw Fault();
        return total < 1_000_000 ? throw ConfigChanges.Invalid($"Interval \"{text}\" must be at least 1ms") : (long)total;

        Exception Fault() => ConfigChanges.Invalid($"time: invalid duration \"{text}\"");
    }
}
