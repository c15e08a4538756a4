namespace Gantry.Cli.Tables;

/// <summary>Durations for people, as Docker words them.</summary>
internal static class HumanDuration
{
    public static string Of(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var minutes = (long)duration.TotalMinutes;
        var hours = (long)Math.Round(duration.TotalHours, MidpointRounding.AwayFromZero);
        return seconds switch
        {
            < 1 => "Less than a second",
            1 => "1 second",
            < 60 => $"{seconds} seconds",
            _ => minutes switch
            {
                1 => "About a minute",
                < 60 => $"{minutes} minutes",
                _ => hours switch
                {
                    1 => "About an hour",
                    < 48 => $"{hours} hours",
                    < 24 * 7 * 2 => $"{hours / 24} days",
                    < 24 * 30 * 2 => $"{hours / 24 / 7} weeks",
                    < 24 * 365 * 2 => $"{hours / 24 / 30} months",
                    _ => $"{(long)(duration.TotalHours / 24 / 365)} years",
                },
            },
        };
    }

    /// <summary>How long ago a moment was.</summary>
    public static string Ago(long unixSeconds, DateTimeOffset now) => $"{Of(now - DateTimeOffset.FromUnixTimeSeconds(unixSeconds))} ago";
}
