using System.Globalization;

namespace Gantry.Cli.Tables;

/// <summary>Times as Go prints them.</summary>
internal static class LocalTime
{
    /// <summary><c>2024-05-06 07:08:09 +0000 UTC</c>, in the local zone.</summary>
    public static string Of(long unixSeconds) => Of(DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToLocalTime());

    /// <summary>The zone by its abbreviation, where the zone has none by its offset.</summary>
    private static string Of(DateTimeOffset time)
    {
        var offset = time.Offset;
        var digits = $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hhmm}";
        return $"{time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} {digits} {(offset == TimeSpan.Zero ? "UTC" : digits)}";
    }
}
