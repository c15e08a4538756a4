using System.Globalization;

using Gantry.Engine.Containers;

namespace Gantry.Api.Containers;

/// <summary>A container's network; the fields of the default bridge stand twice, as old clients read them at the top.</summary>
internal sealed record NetworkSettingsInspection
{
    public string Bridge { get; init; } = "";
    public required string SandboxID { get; init; }
    public required string SandboxKey { get; init; }
    public required SortedDictionary<string, IReadOnlyList<PortBindingConfig>?> Ports { get; init; }
    public bool HairpinMode { get; init; }
    public string LinkLocalIPv6Address { get; init; } = "";
    public int LinkLocalIPv6PrefixLen { get; init; }
    public IReadOnlyList<string>? SecondaryIPAddresses { get; init; }
    public IReadOnlyList<string>? SecondaryIPv6Addresses { get; init; }
    public required string EndpointID { get; init; }
    public required string Gateway { get; init; }
    public required string GlobalIPv6Address { get; init; }
    public required int GlobalIPv6PrefixLen { get; init; }
    public required string IPAddress { get; init; }
    public required int IPPrefixLen { get; init; }
    public required string IPv6Gateway { get; init; }
    public required string MacAddress { get; init; }
    public required SortedDictionary<string, EndpointInspection> Networks { get; init; }

    public static NetworkSettingsInspection Of(Container container)
    {
        var bridge = container.Network.Endpoints.GetValueOrDefault("bridge") ?? new ContainerEndpoint();
        return new NetworkSettingsInspection
        {
            SandboxID = container.Network.SandboxId,
            SandboxKey = container.Network.SandboxKey,
            Ports = PortsOf(container),
            EndpointID = bridge.EndpointId,
            Gateway = bridge.Gateway,
            GlobalIPv6Address = bridge.GlobalIPv6Address,
            GlobalIPv6PrefixLen = bridge.GlobalIPv6PrefixLen,
            IPAddress = bridge.IPAddress,
            IPPrefixLen = bridge.IPPrefixLen,
            IPv6Gateway = bridge.IPv6Gateway,
            MacAddress = bridge.MacAddress,
            Networks = EndpointInspection.Of(container),
        };
    }

    private static SortedDictionary<string, IReadOnlyList<PortBindingConfig>?> PortsOf(Container container)
    {
        var ports = new SortedDictionary<string, IReadOnlyList<PortBindingConfig>?>(StringComparer.Ordinal);
        if (!container.State.IsAlive)
            return ports;
        foreach (var (port, protocol) in !container.Network.ShowsPorts ? [] : container.Config.ListenedPorts())
            ports[$"{port}/{protocol}"] = null;
        foreach (var group in container.Network.Ports.GroupBy(p => $"{p.ContainerPort}/{p.Protocol}"))
            ports[group.Key] = [.. group.Select(p => new PortBindingConfig { HostIp = p.HostAddress, HostPort = p.HostPort == 0 ? "" : p.HostPort.ToString(CultureInfo.InvariantCulture) })];
        return ports;
    }
}

/// <summary>One endpoint.</summary>
internal sealed record EndpointInspection
{
    public EndpointAddresses? IPAMConfig { get; init; }
    public IReadOnlyList<string>? Links { get; init; }
    public IReadOnlyList<string>? Aliases { get; init; }
    public required string MacAddress { get; init; }
    public SortedDictionary<string, string>? DriverOpts { get; init; }
    public int GwPriority { get; init; }
    public required string NetworkID { get; init; }
    public required string EndpointID { get; init; }
    public required string Gateway { get; init; }
    public required string IPAddress { get; init; }
    public required int IPPrefixLen { get; init; }
    public required string IPv6Gateway { get; init; }
    public required string GlobalIPv6Address { get; init; }
    public required int GlobalIPv6PrefixLen { get; init; }
    public IReadOnlyList<string>? DNSNames { get; init; }

    public static SortedDictionary<string, EndpointInspection> Of(Container container)
    {
        var all = new SortedDictionary<string, EndpointInspection>(StringComparer.Ordinal);
        var endpoints = container.Network.Endpoints;
        var names = container.State.IsAlive && endpoints.Count > 0 ? endpoints.Keys : (IEnumerable<string>)container.RequestedEndpoints.Keys;
        foreach (var name in names)
        {
            var wanted = container.RequestedEndpoints.GetValueOrDefault(name);
            var endpoint = endpoints.GetValueOrDefault(name) ?? new ContainerEndpoint();
            all[name] = new EndpointInspection
            {
                IPAMConfig = wanted?.IPAMConfig,
                Links = wanted?.Links,
                Aliases = wanted?.Aliases,
                DriverOpts = wanted?.DriverOpts,
                GwPriority = wanted?.GwPriority ?? 0,
                DNSNames = endpoint.DnsNames.Count > 0 ? endpoint.DnsNames : null,
                // Until the first start the address that was asked for is shown.
                MacAddress = endpoint.NetworkId.Length == 0 ? WantedMac(container, name) ?? "" : endpoint.MacAddress,
                NetworkID = endpoint.NetworkId,
                EndpointID = endpoint.EndpointId,
                Gateway = endpoint.Gateway,
                IPAddress = endpoint.IPAddress,
                IPPrefixLen = endpoint.IPPrefixLen,
                IPv6Gateway = endpoint.IPv6Gateway,
                GlobalIPv6Address = endpoint.GlobalIPv6Address,
                GlobalIPv6PrefixLen = endpoint.GlobalIPv6PrefixLen,
            };
        }

        return all;
    }

    /// <summary>The hardware address a container is to have on a network; null: any. Old clients ask for it without naming the network.</summary>
    public static string? WantedMac(Container container, string network) =>
        container.RequestedEndpoints.GetValueOrDefault(network)?.MacAddress is { Length: > 0 } wanted ? wanted
        : network == container.HostConfig.NetworkMode || container.RequestedEndpoints.Count == 1 ? container.Config.MacAddress
        : null;
}
