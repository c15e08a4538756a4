using Gantry.Cli.Client;

namespace Gantry.Cli.Containers;

/// <summary>The PORTS column: published ports by address, neighbouring ones drawn together as a range.</summary>
internal static class PortList
{
    public static string Of(IReadOnlyList<PublishedPort> ports)
    {
        var groups = new Dictionary<string, (ushort First, ushort Last)>();
        var order = new List<string>();
        List<string> single = [], closed = [];
        foreach (var port in ports.Order(Comparer<PublishedPort>.Create(Compare)))
        {
            var key = port.Type;
            if (port.IP is { Length: > 0 } address)
            {
                if (port.PublicPort != port.PrivatePort)
                {
                    single.Add($"{Bracket(address)}:{port.PublicPort}->{port.PrivatePort}/{port.Type}");
                    continue;
                }

                key = $"{Bracket(address)}/{port.Type}";
            }

            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = (port.PrivatePort, port.PrivatePort);
                order.Add(key);
            }
            else if (port.PrivatePort == group.Last + 1)
            {
                groups[key] = (group.First, port.PrivatePort);
            }
            else
            {
                closed.Add(Range(key, group));
                groups[key] = (port.PrivatePort, port.PrivatePort);
            }
        }

        return string.Join(", ", [.. closed, .. order.Select(key => Range(key, groups[key])), .. single]);
    }

    private static string Range(string key, (ushort First, ushort Last) group)
    {
        var cut = key.LastIndexOf('/');
        var (address, type) = cut < 0 ? ("", key) : (key[..cut], key[(cut + 1)..]);
        var range = group.First == group.Last ? $"{group.First}" : $"{group.First}-{group.Last}";
        return address.Length > 0 ? $"{address}:{range}->{range}/{type}" : $"{range}/{type}";
    }

    private static int Compare(PublishedPort? left, PublishedPort? right)
    {
        var (a, b) = (left!, right!);
        if (a.PrivatePort != b.PrivatePort)
            return a.PrivatePort.CompareTo(b.PrivatePort);
        if ((a.IP ?? "") != (b.IP ?? ""))
            return string.CompareOrdinal(a.IP ?? "", b.IP ?? "");
        return a.PublicPort != b.PublicPort ? a.PublicPort.CompareTo(b.PublicPort) : string.CompareOrdinal(a.Type, b.Type);
    }

    private static string Bracket(string address) => address.Contains(':') ? $"[{address}]" : address;
}
