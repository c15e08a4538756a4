using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Containers;
using Gantry.Engine.Host;
using Gantry.Network;
using Gantry.Oci.Errors;

namespace Gantry.Api.Networks;

/// <summary>The networks there are.</summary>
internal static class NetworkRoutes
{
    public static void Map(Router router, IHost host, IContainers containers)
    {
        router.Get("/networks", c =>
        {
            var filters = Filters.Read(c, "dangling", "driver", "id", "label", "name", "scope", "type");
            return c.JsonAsync(
                [.. host.Networks.Where(n => filters.Any("driver", d => d == n.Driver) && filters.Any("name", name => n.Name.Contains(name, StringComparison.Ordinal))
                    && filters.Any("id", id => n.Id.StartsWith(id, StringComparison.Ordinal)) && filters.Any("scope", s => s == n.Scope) && filters.Any("type", t => t == "builtin") && filters.Labels(n.Labels))
                    .Select(n => NetworkInspection.Of(n, []))],
                ApiJson.Default.ListNetworkInspection);
        });
        router.Get("/networks/{id}", c => c.JsonAsync(NetworkInspection.Of(Find(host, c["id"]), containers.All), ApiJson.Default.NetworkInspection));
    }

    private static NetworkInfo Find(IHost host, string reference) =>
        host.Networks.FirstOrDefault(n => n.Name == reference || n.Id == reference)
        ?? host.Networks.FirstOrDefault(n => reference.Length > 0 && n.Id.StartsWith(reference, StringComparison.Ordinal))
        ?? throw new GantryException(ErrorKind.NotFound, $"network {reference} not found");
}

/// <summary>A network.</summary>
internal sealed record NetworkInspection
{
    public required string Name { get; init; }
    public required string Id { get; init; }
    public required string Created { get; init; }
    public required string Scope { get; init; }
    public required string Driver { get; init; }
    public required bool EnableIPv4 { get; init; }
    public required bool EnableIPv6 { get; init; }
    public required IpamInspection IPAM { get; init; }
    public bool Internal { get; init; }
    public bool Attachable { get; init; }
    public bool Ingress { get; init; }
    public ConfigFromInspection ConfigFrom { get; init; } = new("");
    public bool ConfigOnly { get; init; }
    public required SortedDictionary<string, NetworkMember> Containers { get; init; }
    public required IReadOnlyDictionary<string, string> Options { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public static NetworkInspection Of(NetworkInfo network, IReadOnlyList<Container> containers)
    {
        var members = new SortedDictionary<string, NetworkMember>(StringComparer.Ordinal);
        foreach (var container in containers)
        {
            if (container.State.IsAlive && container.Network.Endpoints.TryGetValue(network.Name, out var endpoint))
                members[container.Id] = new NetworkMember(container.Name, endpoint.EndpointId, endpoint.MacAddress, endpoint.IPAddress.Length == 0 ? "" : $"{endpoint.IPAddress}/{endpoint.IPPrefixLen}", "");
        }

        return new NetworkInspection
        {
            Name = network.Name,
            Id = network.Id,
            Created = GoTime.Format(network.Created),
            Scope = network.Scope,
            Driver = network.Driver,
            EnableIPv4 = network.EnableIPv4,
            EnableIPv6 = network.EnableIPv6,
            IPAM = new IpamInspection(network.Ipam.Driver, network.Ipam.Options, network.Ipam.Pools.Count == 0 ? null : [.. network.Ipam.Pools.Select(p => new IpamPoolInspection(p.Subnet, p.Gateway))]),
            Internal = network.Internal,
            Attachable = network.Attachable,
            Ingress = network.Ingress,
            Containers = members,
            Options = network.Options,
            Labels = network.Labels,
        };
    }
}

/// <summary>Where settings come from.</summary>
internal sealed record ConfigFromInspection(string Network);

/// <summary>How addresses are given.</summary>
internal sealed record IpamInspection(string Driver, IReadOnlyDictionary<string, string>? Options, IReadOnlyList<IpamPoolInspection>? Config);

/// <summary>A pool of addresses.</summary>
internal sealed record IpamPoolInspection(string Subnet, string Gateway);

/// <summary>A container on a network.</summary>
internal sealed record NetworkMember(string Name, string EndpointID, string MacAddress, string IPv4Address, string IPv6Address);
