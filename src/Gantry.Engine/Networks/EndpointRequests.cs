using Gantry.Engine.Containers;
using Gantry.Network;

namespace Gantry.Engine.Networks;

/// <summary>What a container asks of the room below: its wishes and the names Docker adds to them.</summary>
internal static class EndpointRequests
{
    /// <summary>The wish for one network.</summary>
    public static EndpointRequest Of(Container container, NetworkInfo network, EndpointConfig wanted) => new()
    {
        NetworkName = network.Id,
        MacAddress = wanted.MacAddress ?? "",
        IPv4Address = wanted.IPAMConfig?.IPv4Address ?? "",
        IPv6Address = wanted.IPAMConfig?.IPv6Address ?? "",
        LinkLocalAddresses = wanted.IPAMConfig?.LinkLocalIPs ?? [],
        Names = Names(container, network, wanted),
        Links = Links(wanted),
        DriverOptions = wanted.DriverOpts ?? [],
        GatewayPriority = wanted.GwPriority,
    };

    /// <summary>What a container is called on a network of the user's: its name, its aliases, the start of its id, its host name.</summary>
    public static IReadOnlyList<string> Names(Container container, NetworkInfo network, EndpointConfig wanted)
    {
        if (network.Name is "bridge" or "host" or "none")
            return [];
        var names = new List<string>();
        foreach (var name in (IEnumerable<string>)[container.Name, .. wanted.Aliases ?? [], container.Id[..12], container.Config.Hostname])
            if (name.Length > 0 && !names.Contains(name))
                names.Add(name);
        return names;
    }

    private static SortedDictionary<string, string> Links(EndpointConfig wanted)
    {
        var links = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var link in wanted.Links ?? [])
        {
            var (container, alias) = LinkText.Parse(link);
            links[alias] = container;
        }

        return links;
    }
}
