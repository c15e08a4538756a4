using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Containers;

/// <summary>Published and exposed ports as typed: <c>[address:][host port:]port[/protocol]</c>, ports may be ranges.</summary>
internal static class PortSpecs
{
    /// <exception cref="CliException">A port is malformed.</exception>
    public static SortedDictionary<string, IReadOnlyList<PortBinding>> Publish(IReadOnlyList<string> specs)
    {
        var all = new SortedDictionary<string, IReadOnlyList<PortBinding>>(StringComparer.Ordinal);
        foreach (var spec in specs)
        {
            foreach (var (port, binding) in spec.Contains('=') ? ParseFields(spec) : Parse(spec))
                all[port] = [.. all.GetValueOrDefault(port) ?? [], binding];
        }

        return all;
    }

    /// <exception cref="CliException">A port is malformed.</exception>
    public static IEnumerable<string> Expose(string spec)
    {
        if (spec.Contains(':'))
            throw new CliException($"invalid port format for --expose: {spec}");
        var (ports, protocol) = Protocol(spec);
        if (Range(ports) is not var (first, last))
            throw new CliException($"invalid range format for --expose: {spec}, error: strconv.ParseUint: parsing \"{ports.Split('-')[0]}\": invalid syntax");
        for (var port = first; port <= last; port++)
            yield return $"{port}/{protocol}";
    }

    /// <summary><c>target=80,published=8080,protocol=tcp,mode=ingress</c>.</summary>
    private static IEnumerable<(string Port, PortBinding Binding)> ParseFields(string spec)
    {
        var (target, published, protocol) = ("", "", "tcp");
        foreach (var field in CsvFields.Split(spec))
        {
            if (field.Split('=', 2) is not [var key, { Length: > 0 } value])
                throw new CliException($"invalid field: {field}");
            switch (key)
            {
                case "target":
                    target = value;
                    break;
                case "published":
                    published = value;
                    break;
                case "protocol" when value is "tcp" or "udp" or "sctp":
                    protocol = value;
                    break;
                case "protocol":
                    throw new CliException($"invalid protocol value '{value}'");
                case "mode" when value is "ingress" or "host":
                    break;
                case "mode":
                    throw new CliException($"invalid publish mode value ({value}): must be either 'ingress' or 'host'");
                default:
                    throw new CliException($"invalid field key: {key}");
            }
        }

        return target.Length > 0
            ? Parse($"{(published.Length > 0 ? $"{published}:" : "")}{target}/{protocol}")
            : throw new CliException("missing mandatory field 'target'");
    }

    private static IEnumerable<(string Port, PortBinding Binding)> Parse(string spec)
    {
        var (ports, protocol) = Protocol(spec);
        var (address, hostPorts, containerPorts) = Cut(ports);
        if (containerPorts.Length == 0)
            throw new CliException($"no port specified: {spec}<empty>");
        if (address.Length > 0 && !System.Net.IPAddress.TryParse(address, out _))
            throw new CliException($"invalid IP address: {address}");
        var container = Range(containerPorts) ?? throw new CliException($"invalid containerPort: {containerPorts}");
        if (protocol is not ("tcp" or "udp" or "sctp"))
            throw new CliException($"invalid proto: {protocol}");
        if (hostPorts.Length == 0)
        {
            for (var port = container.First; port <= container.Last; port++)
                yield return ($"{port}/{protocol}", new PortBinding(address, ""));
            yield break;
        }

        var host = Range(hostPorts) ?? throw new CliException($"invalid hostPort: {hostPorts}");
        var oneOfMany = container.First == container.Last && host.First != host.Last;
        if (!oneOfMany && container.Last - container.First != host.Last - host.First)
            throw new CliException($"invalid ranges specified for container and host Ports: {containerPorts} and {hostPorts}");
        for (var port = container.First; port <= container.Last; port++)
        {
            var on = oneOfMany ? $"{host.First}-{host.Last}" : (host.First + port - container.First).ToString(CultureInfo.InvariantCulture);
            yield return ($"{port}/{protocol}", new PortBinding(address, on));
        }
    }

    private static (string Address, string Host, string Container) Cut(string text)
    {
        var last = text.LastIndexOf(':');
        if (last < 0)
            return ("", "", text);
        var before = text[..last];
        var middle = before.LastIndexOf(':');
        if (middle < 0)
            return ("", before, text[(last + 1)..]);
        var address = before[..middle];
        return (address is ['[', .. var inner, ']'] ? inner : address, before[(middle + 1)..], text[(last + 1)..]);
    }

    private static (string Ports, string Protocol) Protocol(string spec)
    {
        var slash = spec.LastIndexOf('/');
        return slash < 0 ? (spec, "tcp") : (spec[..slash], slash + 1 < spec.Length ? spec[(slash + 1)..].ToLowerInvariant() : "tcp");
    }

    private static (int First, int Last)? Range(string text)
    {
        var parts = text.Split('-');
        if (parts.Length > 2 || !Number(parts[0], out var first) || !Number(parts[^1], out var last) || last < first)
            return null;
        return (first, last);
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= ushort.MaxValue;
}
