namespace Gantry.Network.State;

/// <summary>A sandbox's place on one network, as it is stored. Addresses are text; empty: none.</summary>
internal sealed record EndpointDocument
{
    /// <summary>Id, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the network.</summary>
    public required string NetworkId { get; init; }

    /// <summary>Name of the network.</summary>
    public required string NetworkName { get; init; }

    /// <summary>Name of the link inside; empty: the network has none.</summary>
    public string Interface { get; init; } = "";

    /// <summary>Name of the link's other end on the host.</summary>
    public string HostInterface { get; init; } = "";

    /// <summary>Hardware address.</summary>
    public string MacAddress { get; init; } = "";

    /// <summary>IPv4 address.</summary>
    public string IPv4Address { get; init; } = "";

    /// <summary>Bits of the IPv4 network.</summary>
    public int IPv4PrefixLength { get; init; }

    /// <summary>IPv4 gateway.</summary>
    public string IPv4Gateway { get; init; } = "";

    /// <summary>Whether ports of the host lead here.</summary>
    public bool Publishes { get; init; }

    /// <summary>The endpoint as others see it.</summary>
    public EndpointInfo ToInfo() => new(
        NetworkName, NetworkId, Id, IPv4Address, IPv4PrefixLength, IPv4Gateway, MacAddress, "", 0, "");
}
