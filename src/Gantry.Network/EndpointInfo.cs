namespace Gantry.Network;

/// <summary>A sandbox's place on one network. Addresses are text; empty: none.</summary>
/// <param name="NetworkName">Name of the network.</param>
/// <param name="NetworkId">Id of the network.</param>
/// <param name="EndpointId">Id of the endpoint.</param>
/// <param name="IPv4Address">IPv4 address.</param>
/// <param name="IPv4PrefixLength">Bits of the IPv4 network.</param>
/// <param name="Gateway">IPv4 gateway.</param>
/// <param name="MacAddress">Hardware address, colon-separated.</param>
/// <param name="IPv6Address">IPv6 address.</param>
/// <param name="IPv6PrefixLength">Bits of the IPv6 network.</param>
/// <param name="IPv6Gateway">IPv6 gateway.</param>
public sealed record EndpointInfo(
    string NetworkName,
    string NetworkId,
    string EndpointId,
    string IPv4Address,
    int IPv4PrefixLength,
    string Gateway,
    string MacAddress,
    string IPv6Address,
    int IPv6PrefixLength,
    string IPv6Gateway)
{
    /// <summary>What the container is called on the network.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Name of the link inside; empty: none.</summary>
    public string Interface { get; init; } = "";
}
