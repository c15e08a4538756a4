using System.Globalization;
using System.Net;
using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Normalization;

/// <summary>The short form of published ports: [[IP:]PUBLISHED:]TARGET[/PROTOCOL], with ranges.</summary>
internal static class PortSpec
{
    /// <summary>The long forms of <paramref name="spec"/>, one a port, sorted by the target's text.</summary>
    /// <exception cref="ComposeException">It is malformed.</exception>
    public static IReadOnlyList<MapNode> Parse(string spec, Position at)
    {
        var (rest, protocol) = spec.LastIndexOf('/') is var slash and >= 0 ? (spec[..slash], spec[(slash + 1)..].ToLowerInvariant()) : (spec, "tcp");
        var (ip, published, target) = Split(rest);
        ip = Address(ip, at);
        if (target.Length == 0)
            throw new ComposeException($"no port specified: {spec}<empty> ({at})");
        var (first, last) = Range(target) ?? throw new ComposeException($"Invalid containerPort: {target} ({at})");
        var host = published.Length == 0 ? ((int, int)?)null : Range(published) ?? throw new ComposeException($"Invalid hostPort: {published} ({at})");
        if (host is { } range && range.Item2 - range.Item1 != last - first && first != last)
            throw new ComposeException($"Invalid ranges specified for container and host Ports: {target} and {published} ({at})");
        if (protocol is not ("tcp" or "udp" or "sctp"))
            throw new ComposeException($"Invalid proto: {protocol} ({at})");
        var ports = Enumerable.Range(first, last - first + 1)
            .Select(port => (Key: $"{port}/{protocol}", Port: Long(ip, port, Published(host, port - first, first == last), protocol, at)));
        return [.. ports.OrderBy(port => port.Key, StringComparer.Ordinal).Select(port => port.Port)];
    }

    private static string Published((int First, int Last)? host, int offset, bool single)
    {
        if (host is not { } range)
            return "";
        if (single && range.First != range.Last)
            return $"{range.First}-{range.Last}";
        return (range.First + offset).ToString(CultureInfo.InvariantCulture);
    }

    private static MapNode Long(string ip, int target, string published, string protocol, Position at)
    {
        var port = new MapNode { At = at, ["mode"] = new ScalarNode("ingress") { At = at } };
        if (ip.Length > 0)
            port["host_ip"] = new ScalarNode(ip) { At = at };
        port["target"] = new ScalarNode((long)target) { At = at };
        if (published.Length > 0)
            port["published"] = new ScalarNode(published) { At = at };
        port["protocol"] = new ScalarNode(protocol) { At = at };
        return port;
    }

    private static (string Ip, string Published, string Target) Split(string text)
    {
        var parts = text.Split(':');
        return parts.Length switch
        {
            1 => ("", "", parts[0]),
            2 => ("", parts[0], parts[1]),
            3 => (parts[0], parts[1], parts[2]),
            _ => (string.Join(':', parts[..^2]), parts[^2], parts[^1]),
        };
    }

    private static string Address(string ip, Position at)
    {
        var bracketed = ip.StartsWith('[') && ip.EndsWith(']');
        if (!bracketed && ip.Contains(':'))
            throw new ComposeException($"Invalid ip address {ip}: address {ip}:: too many colons in address ({at})");
        var plain = bracketed ? ip[1..^1] : ip;
        return plain.Length == 0 || IsAddress(plain) ? plain : throw new ComposeException($"Invalid ip address: {ip} ({at})");
    }

    /// <summary>Whether a text is an address with all its parts; others fill up what is missing.</summary>
    private static bool IsAddress(string text) => IPAddress.TryParse(text, out _) && (text.Contains(':') || text.Count(c => c == '.') == 3);

    private static (int First, int Last)? Range(string text)
    {
        var parts = text.Split('-', 2);
        if (Number(parts[0]) is not { } first || Number(parts[^1]) is not { } last || last < first)
            return null;
        return (first, last);
    }

    private static int? Number(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
