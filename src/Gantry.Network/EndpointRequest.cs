namespace Gantry.Network;

/// <summary>A place on one network as a container asks for it.</summary>
public sealed record EndpointRequest
{
    /// <summary>Name or id of the network.</summary>
    public required string NetworkName { get; init; }

    /// <summary>Hardware address; empty: derived from the IP address.</summary>
    public string MacAddress { get; init; } = "";

    /// <summary>A fixed IPv4 address; empty: a free one.</summary>
    public string IPv4Address { get; init; } = "";

    /// <summary>A fixed IPv6 address; empty: a free one.</summary>
    public string IPv6Address { get; init; } = "";

    /// <summary>Further link-local addresses.</summary>
    public IReadOnlyList<string> LinkLocalAddresses { get; init; } = [];

    /// <summary>What the container is called on this network; the first is the name of its addresses.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Names only this container knows, with the container each stands for.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Driver options.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Which endpoint gives the default gateway: the highest.</summary>
    public int GatewayPriority { get; init; }
}
