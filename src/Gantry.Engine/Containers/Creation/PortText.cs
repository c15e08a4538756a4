using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Ports as text: <c>80/tcp</c>, and ranges on the host's side.</summary>
internal static class PortText
{
    /// <summary>Reads <c>port[/protocol]</c>; Invalid with Docker's text.</summary>
    public static (int Port, string Protocol) Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (number, protocol) = slash < 0 ? (text, "tcp") : (text[..slash], text[(slash + 1)..].ToLowerInvariant());
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
            throw new GantryException(ErrorKind.Invalid, $"invalid port specification: \"{text}\"");
        if (protocol is not ("tcp" or "udp" or "sctp"))
            throw new GantryException(ErrorKind.Invalid, $"invalid port specification: \"{text}\": unknown protocol");
        return (port, protocol);
    }

    /// <summary>
    /// Reads an exposed port, which may be any text: what is no number of one port, a range for example, is port 0, and what is no protocol is 0, as with
    /// Docker.
    /// </summary>
    public static (int Port, string Protocol) Exposed(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (number, protocol) = slash < 0 ? (text, text.Length > 0 ? "tcp" : "") : (text[..slash], text[(slash + 1)..].ToLowerInvariant());
        _ = ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        return (port, protocol is "tcp" or "udp" or "sctp" ? protocol : "0");
    }

    /// <summary>Reads a host port: empty (a free one), a number or <c>first-last</c>.</summary>
    public static (int First, int Last) ParseRange(string text)
    {
        if (text.Length == 0)
            return (0, 0);
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (low, high) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
        if (!int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var last) || first > last || last > 65535)
            throw new GantryException(ErrorKind.Invalid, $"invalid port specification: \"{text}\"");
        return (first, last);
    }
}
