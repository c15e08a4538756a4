using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Engine.Logs.Senders;

/// <summary>Durations as Go writes them: <c>300ms</c>, <c>1m30s</c>.</summary>
internal static partial class GoDuration
{
    /// <summary>The duration; null when it is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text is "0")
            return TimeSpan.Zero;
        var match = Form().Match(text);
        if (!match.Success)
            return null;
        var sum = 0.0;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var seconds = match.Groups["unit"].Captures[i].Value switch { "ns" => 1e-9, "us" or "µs" => 1e-6, "ms" => 1e-3, "s" => 1, "m" => 60, _ => 3600 };
            sum += double.Parse(match.Groups["number"].Captures[i].Value, CultureInfo.InvariantCulture) * seconds;
        }

        return TimeSpan.FromSeconds(text[0] == '-' ? -sum : sum);
    }

    [GeneratedRegex(@"^[-+]?(?:(?<number>\d+\.?\d*|\.\d+)(?<unit>ns|us|µs|ms|s|m|h))+$")]
    private static partial Regex Form();
}
