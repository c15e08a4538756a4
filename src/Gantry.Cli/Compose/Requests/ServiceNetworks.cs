using Gantry.Cli.Client;
using Gantry.Compose.Model;
using Gantry.Compose.Plan;

namespace Gantry.Cli.Compose.Requests;

/// <summary>The networks of a service's container.</summary>
internal static class ServiceNetworks
{
    private const string InterfaceName = "com.docker.network.endpoint.ifname";

    /// <returns>The network mode, and how the container joins each network; null where the mode says it all.</returns>
    public static (string Mode, NetworkSettings? Networks) Of(ContainerOrder order)
    {
        var service = order.Service;
        if (service.NetworkMode is { Length: > 0 } mode)
            return (mode, null);
        if (order.Project.Networks.Count == 0)
            return ("none", null);
        IReadOnlyList<string> keys = service.Networks.Count > 0 ? service.NetworksByPriority() : ["default"];
        var settings = new NetworkSettings();
        foreach (var key in keys)
            settings.EndpointsConfig[order.Project.Networks[key].Name] = Endpoint(order, service.Networks.GetValueOrDefault(key), first: key == keys[0]);
        return (order.Project.Networks[keys[0]].Name, settings);
    }

    private static EndpointSettings Endpoint(ContainerOrder order, ServiceNetwork? network, bool first)
    {
        var service = order.Service;
        var address = network?.MacAddress is { Length: > 0 } own ? own : first ? service.MacAddress ?? "" : "";
        return new EndpointSettings
        {
            Aliases = Aliases(order, network),
            Links = order.Links.Count > 0 ? order.Links : null,
            IPAddress = network?.IPv4Address ?? "",
            IPv6Gateway = network?.IPv6Address ?? "",
            Ipam = network is null ? null : new EndpointAddresses
            {
                IPv4Address = Given(network.IPv4Address),
                IPv6Address = Given(network.IPv6Address),
                LinkLocalIPs = network.LinkLocalIPs.Count > 0 ? network.LinkLocalIPs : null,
            },
            MacAddress = address,
            DriverOpts = DriverOptions(network),
            GwPriority = network?.GatewayPriority ?? 0,
        };
    }

    private static List<string> Aliases(ContainerOrder order, ServiceNetwork? network)
    {
        var aliases = new List<string> { order.FinalName };
        if (order.OneOff is { UseAliases: false })
            return aliases;
        aliases.Add(order.Service.Name);
        aliases.AddRange(network?.Aliases ?? []);
        return aliases;
    }

    private static SortedDictionary<string, string>? DriverOptions(ServiceNetwork? network)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in network?.DriverOptions ?? new Dictionary<string, string>())
            options[name] = value;
        if (network?.InterfaceName is { Length: > 0 } named)
            options[InterfaceName] = named;
        return options.Count > 0 ? options : null;
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
