using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A pool of addresses.</summary>
public sealed record IpamPool
{
    /// <summary>The subnet in CIDR notation.</summary>
    public string? Subnet { get; init; }

    /// <summary>The gateway's address.</summary>
    public string? Gateway { get; init; }

    /// <summary>The part of the subnet for containers in CIDR notation.</summary>
    public string? IPRange { get; init; }

    /// <summary>Addresses that are taken, by host name.</summary>
    public IReadOnlyDictionary<string, string> AuxiliaryAddresses { get; init; } = Project.NoMap;

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
