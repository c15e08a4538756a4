using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A pool of addresses.</summary>
public sealed record IpamPool
{
    /// <summary>The subnet in CIDR form.</summary>
    public string? Subnet { get; init; }

    /// <summary>The router's address.</summary>
    public string? Gateway { get; init; }

    /// <summary>The part of the subnet that addresses are given from.</summary>
    public string? IPRange { get; init; }

    /// <summary>Addresses that others have, by name.</summary>
    public IReadOnlyDictionary<string, string> AuxiliaryAddresses { get; init; } = None.Text;

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
