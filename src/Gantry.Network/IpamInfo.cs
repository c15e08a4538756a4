namespace Gantry.Network;

/// <summary>The address management of a network.</summary>
public sealed record IpamInfo
{
    /// <summary>Name of the address driver.</summary>
    public string Driver { get; init; } = "default";

    /// <summary>Options of the address driver.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>Whether a driver of another program wants to be asked for everything again after a restart.</summary>
    public bool RequiresReplay { get; init; }

    /// <summary>Subnets, each of either family.</summary>
    public IReadOnlyList<IpamPool> Pools { get; init; } = [];
}

/// <summary>One subnet of a network.</summary>
/// <param name="Subnet">Network in CIDR notation.</param>
/// <param name="Gateway">The host's address in it.</param>
public sealed record IpamPool(string Subnet, string Gateway)
{
    /// <summary>The address driver's id of the pool; empty before it was taken.</summary>
    public string PoolId { get; init; } = "";

    /// <summary>The address driver's name of the space it is from.</summary>
    public string AddressSpace { get; init; } = "";

    /// <summary>Whether the user chose the subnet, which fixed addresses need.</summary>
    public bool UserDefined { get; init; }

    /// <summary>Whether the gateway was chosen although the user chose the subnet.</summary>
    public bool GatewayChosen { get; init; }

    /// <summary>Part of the subnet addresses are taken from; empty: all of it.</summary>
    public string IPRange { get; init; } = "";

    /// <summary>Addresses that are never given out, by name.</summary>
    public IReadOnlyDictionary<string, string> AuxiliaryAddresses { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Whether it is a pool of IPv6 addresses.</summary>
    public bool IsIPv6 => Subnet.Contains(':', StringComparison.Ordinal);
}
