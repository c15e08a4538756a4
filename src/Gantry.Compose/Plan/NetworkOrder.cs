namespace Gantry.Compose.Plan;

/// <summary>A network to be made.</summary>
public sealed record NetworkOrder
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its driver; empty: the engine's choice.</summary>
    public string Driver { get; init; } = "";

    /// <summary>What the driver is told.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>Whether nothing leads out of it.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether containers that belong to no service of a cluster may join.</summary>
    public bool Attachable { get; init; }

    /// <summary>Whether it has IPv4 addresses; null: the engine's choice.</summary>
    public bool? EnableIPv4 { get; init; }

    /// <summary>Whether it has IPv6 addresses; null: the engine's choice.</summary>
    public bool? EnableIPv6 { get; init; }

    /// <summary>Who gives out addresses; empty: the engine's choice.</summary>
    public string AddressDriver { get; init; } = "";

    /// <summary>The subnets; empty: the engine's choice.</summary>
    public IReadOnlyList<NetworkPool> Pools { get; init; } = [];

    /// <summary>Its labels, those that mark it as the project's included.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
}

/// <summary>A subnet of a network to be made.</summary>
/// <param name="Subnet">The subnet, as address and length.</param>
/// <param name="Range">The part of it that addresses are given out from.</param>
/// <param name="Gateway">The address of the way out.</param>
/// <param name="Auxiliary">Addresses that are taken, by the name of who has them.</param>
public sealed record NetworkPool(string? Subnet, string? Range, string? Gateway, IReadOnlyDictionary<string, string>? Auxiliary);
