using System.Globalization;

using Gantry.Oci.Text;

namespace Gantry.Cli.CommandLine;

/// <summary>Points in time as users type them: seconds since 1970, a date with or without time and zone, or a duration before now.</summary>
internal static class Moment
{
    private static readonly string[] LocalForms = ["yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH", "yyyy-MM-dd"];

    /// <summary>Seconds and nanoseconds as the engine takes them; empty stays empty.</summary>
    /// <exception cref="CliException">The text is no point in time.</exception>
    public static string Parse(string text)
    {
        if (text.Length == 0 || double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
            return text;
        if (GoDuration.TryParse(text, out var before))
            return Format(DateTimeOffset.UtcNow - before);
        if (DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var local))
            return Format(local);
        return text.Contains('T') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var exact)
            ? Format(exact)
            : throw new CliException($"failed to parse value as time or duration: \"{text}\"");
    }

    private static string Format(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return $"{Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest)}.{(rest * 100).ToString("D9", CultureInfo.InvariantCulture)}";
    }
}
