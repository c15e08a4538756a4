using System.Globalization;

namespace Gantry.Cli.Compose.Up;

/// <summary>Writes whole seconds as Go writes a duration: <c>1m30s</c>.</summary>
internal static class GoDurationText
{
    public static string Of(TimeSpan time)
    {
        var hours = (long)time.TotalHours;
        var text = hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours}h") : "";
        if (hours > 0 || time.Minutes > 0)
            text += string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m");
        return text + string.Create(CultureInfo.InvariantCulture, $"{time.Seconds}s");
    }
}
