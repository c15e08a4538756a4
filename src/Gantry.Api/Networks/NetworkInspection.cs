using System.Text.Json.Serialization;

using Gantry.Api.Json;
using Gantry.Engine.Containers;
using Gantry.Network;

namespace Gantry.Api.Networks;

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
    public required ConfigFromInspection ConfigFrom { get; init; }
    public bool ConfigOnly { get; init; }
    public required SortedDictionary<string, NetworkMember> Containers { get; init; }
    public required IReadOnlyDictionary<string, string> Options { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public static NetworkInspection Of(NetworkInfo network, IReadOnlyList<(Container Container, ContainerEndpoint Endpoint)> members)
    {
        var containers = new SortedDictionary<string, NetworkMember>(StringComparer.Ordinal);
        foreach (var (container, endpoint) in members)
            containers[container.Id] = new NetworkMember(
                container.Name,
                endpoint.EndpointId,
                endpoint.MacAddress,
                endpoint.IPAddress.Length == 0 ? "" : $"{endpoint.IPAddress}/{endpoint.IPPrefixLen}",
                endpoint.GlobalIPv6Address.Length == 0 ? "" : $"{endpoint.GlobalIPv6Address}/{endpoint.GlobalIPv6PrefixLen}");
        return new NetworkInspection
        {
            Name = network.Name,
            Id = network.Id,
            Created = GoTime.Format(network.Created),
            Scope = network.Scope,
            Driver = network.Driver,
            EnableIPv4 = network.EnableIPv4,
            EnableIPv6 = network.EnableIPv6,
            IPAM = IpamInspection.Of(network),
            Internal = network.Internal,
            Attachable = network.Attachable,
            Ingress = network.Ingress,
            ConfigFrom = new ConfigFromInspection(network.ConfigFrom),
            ConfigOnly = network.ConfigOnly,
            Containers = containers,
            Options = network.Options,
            Labels = network.Labels,
        };
    }
}

/// <summary>Where settings come from.</summary>
internal sealed record ConfigFromInspection(string Network);

/// <summary>How addresses are given.</summary>
internal sealed record IpamInspection(string Driver, IReadOnlyDictionary<string, string>? Options, IReadOnlyList<IpamPoolInspection>? Config)
{
    public static IpamInspection Of(NetworkInfo network) => new(
        network.Ipam.Driver,
        network.Ipam.Options,
        network.Ipam.Pools.Count > 0 ? [.. network.Ipam.Pools.Select(IpamPoolInspection.Of)] : network.Name is "host" or "none" ? null : []);
}

/// <summary>A pool of addresses.</summary>
internal sealed record IpamPoolInspection
{
    public required string Subnet { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPRange { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gateway { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? AuxiliaryAddresses { get; init; }

    /// <summary>The gateway the engine chose for a subnet of the user's is not shown, as Docker does not.</summary>
    public static IpamPoolInspection Of(IpamPool pool) => new()
    {
        Subnet = pool.Subnet,
        IPRange = pool.IPRange.Length > 0 ? pool.IPRange : null,
        Gateway = pool.Gateway.Length > 0 && !pool.GatewayChosen ? pool.Gateway : null,
        AuxiliaryAddresses = pool.AuxiliaryAddresses.Count > 0 ? pool.AuxiliaryAddresses : null,
    };
}

/// <summary>A container on a network.</summary>
internal sealed record NetworkMember(string Name, string EndpointID, string MacAddress, string IPv4Address, string IPv6Address);
