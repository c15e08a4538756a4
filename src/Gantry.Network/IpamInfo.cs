namespace Gantry.Network;

/// <summary>The address management of a network.</summary>
public sealed record IpamInfo
{
    /// <summary>Name of the address driver.</summary>
    public string Driver { get; init; } = "default";

    /// <summary>Options of the address driver.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>Subnets, each of either family.</summary>
    public IReadOnlyList<IpamPool> Pools { get; init; } = [];
}

/// <summary>One subnet of a network.</summary>
/// <param name="Subnet">Network in CIDR notation.</param>
/// <param name="Gateway">The host's address in it.</param>
public sealed record IpamPool(string Subnet, string Gateway)
{
    /// <summary>Part of the subnet addresses are taken from; empty: all of it.</summary>
    public string IPRange { get; init; } = "";

    /// <summary>Addresses that are never given out, by name.</summary>
    public IReadOnlyDictionary<string, string> AuxiliaryAddresses { get; init; } = new SortedDictionary<string, string>();
}
