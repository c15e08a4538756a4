using System.Globalization;

namespace Gantry.Storage.Images.Changes;

/// <summary>The argument of EXPOSE.</summary>
public static class PortRanges
{
    /// <summary>"80" is "80/tcp"; "80-82/udp" is three ports.</summary>
    public static IEnumerable<string> Expand(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var ports = slash < 0 ? text : text[..slash];
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..].ToLowerInvariant();
        if (protocol is not ("tcp" or "udp" or "sctp")) throw ConfigChanges.Invalid($"Invalid proto: {protocol}");
        var dash = ports.IndexOf('-', StringComparison.Ordinal);
        if (!TryPort(dash < 0 ? ports : ports[..dash], out var first) || !TryPort(dash < 0 ? ports : ports[(dash + 1)..], out var last) || last < first)
            throw ConfigChanges.Invalid($"Invalid containerPort: {ports}");
        for (var port = first; port <= last; port++) yield return $"{port}/{protocol}";
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;
}
