using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Api.Json;

/// <summary>Times as Go writes them: RFC 3339, as many digits of the second as there are; the zero time for none.</summary>
internal static partial class GoTime
{
    public static string Format(DateTimeOffset time) => time == DateTimeOffset.MinValue
        ? "0001-01-01T00:00:00Z"
        : time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Nanoseconds since 1970.</summary>
    public static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Reads seconds with a fraction of up to nine digits, as clients send times; null when the text is empty or zero.</summary>
    public static long? ParseNanoseconds(string? text)
    {
        if (text is null or "" or "0")
            return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? (long)(seconds * 1_000_000_000)
            : Nanoseconds(Parse(text)!.Value);
    }

    /// <summary>Reads a time in the past: a duration before now as Go writes it (<c>1h30m</c>), a date, a time, or seconds.</summary>
    /// <exception cref="Oci.Errors.GantryException">Invalid: none of these.</exception>
    public static DateTimeOffset ParseAgo(string text, DateTimeOffset now)
    {
        if (Duration().Match(text) is { Success: true } match)
        {
            var (numbers, units) = (match.Groups["number"].Captures, match.Groups["unit"].Captures);
            for (var i = 0; i < numbers.Count; i++)
                now -= double.Parse(numbers[i].Value, CultureInfo.InvariantCulture) * UnitOf(units[i].Value);
            return now;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw new Oci.Errors.GantryException(Oci.Errors.ErrorKind.Invalid, $"failed to parse value as time or duration: \"{text}\"");

        static TimeSpan UnitOf(string unit) => unit switch
        {
            "h" => TimeSpan.FromHours(1),
            "m" => TimeSpan.FromMinutes(1),
            "s" => TimeSpan.FromSeconds(1),
            "ms" => TimeSpan.FromMilliseconds(1),
            "ns" => TimeSpan.Zero,
            _ => TimeSpan.FromMicroseconds(1),
        };
    }

    /// <summary>Reads seconds with a fraction, or RFC 3339; null when the text is empty or zero.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null or "" or "0")
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new Oci.Errors.GantryException(Oci.Errors.ErrorKind.Internal, $"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    [GeneratedRegex(@"^((?<number>\d+(\.\d*)?)(?<unit>ns|us|µs|ms|s|m|h))+\z")]
    private static partial Regex Duration();
}
