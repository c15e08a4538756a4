using System.Globalization;

using Gantry.Cli.Client;

namespace Gantry.Cli.Containers;

/// <summary>A resource limit as typed: <c>nofile=1024:2048</c>.</summary>
internal static class UlimitSpec
{
    private static readonly HashSet<string> Known =
    [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack",
    ];

    public static Ulimit Parse(string text)
    {
        if (text.Split('=', 2) is not [var name, var limits])
            throw new FormatException($"invalid ulimit argument: {text}");
        if (!Known.Contains(name))
            throw new FormatException($"invalid ulimit type: {name}");
        var parts = limits.Split(':');
        if (parts.Length > 2)
            throw new FormatException($"too many limit value arguments - {limits}, can only have up to two, `soft[:hard]`");
        var soft = Number(parts[0]);
        var hard = parts.Length == 2 ? Number(parts[1]) : soft;
        if (hard != -1 && (soft == -1 || soft > hard))
            throw new FormatException($"ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}");
        return new Ulimit(name, hard, soft);
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
}
