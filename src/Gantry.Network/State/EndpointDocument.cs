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

    /// <summary>Name of the link's other end on the host; empty: there is none.</summary>
    public string HostInterface { get; init; } = "";

    /// <summary>What the link inside was called on the host, where it came from there and is to go back; empty: it was made for the sandbox.</summary>
    public string SourceInterface { get; init; } = "";

    /// <summary>Routes inside beside the default one.</summary>
    public IReadOnlyList<StaticRoute> Routes { get; init; } = [];

    /// <summary>Hardware address.</summary>
    public string MacAddress { get; init; } = "";

    /// <summary>Whether the user chose the hardware address.</summary>
    public bool HasChosenMacAddress { get; init; }

    /// <summary>IPv4 address.</summary>
    public string IPv4Address { get; init; } = "";

    /// <summary>Bits of the IPv4 network.</summary>
    public int IPv4PrefixLength { get; init; }

    /// <summary>IPv4 gateway.</summary>
    public string IPv4Gateway { get; init; } = "";

    /// <summary>The address driver's id of the pool the IPv4 address is from.</summary>
    public string IPv4Pool { get; init; } = "";

    /// <summary>IPv6 address.</summary>
    public string IPv6Address { get; init; } = "";

    /// <summary>Bits of the IPv6 network.</summary>
    public int IPv6PrefixLength { get; init; }

    /// <summary>IPv6 gateway.</summary>
    public string IPv6Gateway { get; init; } = "";

    /// <summary>The address driver's id of the pool the IPv6 address is from.</summary>
    public string IPv6Pool { get; init; } = "";

    /// <summary>Further link-local addresses.</summary>
    public IReadOnlyList<string> LinkLocalAddresses { get; init; } = [];

    /// <summary>What the container is called on this network; the first is the name of its addresses.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Names only this container knows, with the container each stands for.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Driver options of this endpoint.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Which endpoint gives the default gateway: the highest.</summary>
    public int GatewayPriority { get; init; }

    /// <summary>Whether ports of the host may lead here.</summary>
    public bool Publishes { get; init; }

    /// <summary>Whether it leads out of the network.</summary>
    public bool ReachesOutside { get; init; }

    /// <summary>The endpoint as others see it.</summary>
    public EndpointInfo ToInfo() => new(
        NetworkName, NetworkId, Id, IPv4Address, IPv4PrefixLength, IPv4Gateway, MacAddress, IPv6Address, IPv6PrefixLength, IPv6Gateway)
    {
        Names = Names,
        Interface = Interface,
    };
}
