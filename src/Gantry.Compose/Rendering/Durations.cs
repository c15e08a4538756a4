using System.Globalization;

namespace Gantry.Compose.Rendering;

/// <summary>Durations as Go writes them, like 1m30s.</summary>
internal static class Durations
{
    public static string Text(TimeSpan time)
    {
        if (time == TimeSpan.Zero)
            return "0s";
        var sign = time < TimeSpan.Zero ? "-" : "";
        var ticks = Math.Abs(time.Ticks);
        if (ticks < TimeSpan.TicksPerSecond)
            return sign + Small(ticks);
        var seconds = Decimal((decimal)(ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerSecond) + "s";
        var minutes = ticks / TimeSpan.TicksPerMinute;
        if (minutes == 0)
            return sign + seconds;
        return minutes < 60 ? $"{sign}{minutes}m{seconds}" : $"{sign}{minutes / 60}h{minutes % 60}m{seconds}";
    }

    private static string Small(long ticks)
    {
        if (ticks >= TimeSpan.TicksPerMillisecond)
            return Decimal((decimal)ticks / TimeSpan.TicksPerMillisecond) + "ms";
        return ticks >= 10 ? Decimal(ticks / 10m) + "µs" : $"{ticks * 100}ns";
    }

    private static string Decimal(decimal number) => number.ToString("0.#######", CultureInfo.InvariantCulture);
}
