using Gantry.Network.Drivers;

namespace Gantry.Network.Firewall;

/// <summary>Everything the packet filter is to do for one daemon, as data.</summary>
/// <param name="Tables">The daemon's tables.</param>
/// <param name="Bridges">Its bridges.</param>
/// <param name="Publications">Its published ports.</param>
internal sealed record FirewallRules(TableSet Tables, IReadOnlyList<BridgeRules> Bridges, IReadOnlyList<Publication> Publications)
{
    /// <summary>Whether IPv4 packets between networks that are not the daemon's are dropped.</summary>
    public bool DropsTransit4 { get; init; }

    /// <summary>Whether IPv6 packets between networks that are not the daemon's are dropped.</summary>
    public bool DropsTransit6 { get; init; }

    /// <summary>What passes between containers that are kept apart.</summary>
    public IReadOnlyList<Passage> Passages { get; init; } = [];

    /// <summary>The same by family.</summary>
    public bool DropsTransit(bool ipv6) => ipv6 ? DropsTransit6 : DropsTransit4;
}

/// <summary>What holds for one bridge.</summary>
/// <param name="Bridge">Name of the bridge.</param>
/// <param name="IPv4">What holds for IPv4; null: it carries none.</param>
/// <param name="IPv6">What holds for IPv6; null: it carries none.</param>
/// <param name="InterContainer">Whether its containers reach each other.</param>
/// <param name="Internal">Whether it has no way out.</param>
internal sealed record BridgeRules(string Bridge, FamilyRules? IPv4, FamilyRules? IPv6, bool InterContainer, bool Internal)
{
    /// <summary>The rules of a network.</summary>
    public static BridgeRules Of(NetworkInfo network, BridgeOptions options) => new(
        options.Bridge,
        network.EnableIPv4 ? new FamilyRules(Subnets(network, false), options.Mode4, options.Masquerade, options.Source4) : null,
        network.EnableIPv6 ? new FamilyRules(Subnets(network, true), options.Mode6, options.Masquerade, options.Source6) : null,
        options.InterContainer,
        network.Internal);

    private static List<string> Subnets(NetworkInfo network, bool ipv6) =>
        [.. network.Ipam.Pools.Where(pool => pool.IsIPv6 == ipv6).Select(pool => pool.Subnet)];
}

/// <summary>What holds for one family on a bridge.</summary>
/// <param name="Subnets">Its networks, in CIDR notation.</param>
/// <param name="Mode">How they meet the world.</param>
/// <param name="Masquerade">Whether addresses are hidden behind the host's on the way out.</param>
/// <param name="Source">The address that hides them; empty: the outgoing link's.</param>
internal sealed record FamilyRules(IReadOnlyList<string> Subnets, GatewayMode Mode, bool Masquerade, string Source)
{
    /// <summary>Whether the addresses are hidden on the way out of a bridge.</summary>
    public bool IsHidden(BridgeRules bridge) => Masquerade && !bridge.Internal && Mode is (GatewayMode.Nat or GatewayMode.NatUnprotected);
}

/// <summary>A port of the host that leads to a container's, or a port of a container that is open at its own address.</summary>
/// <param name="HostAddress">Address on the host; <c>0.0.0.0</c> and <c>::</c>: all.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="HostPort">Port on the host; 0: only the container's own port is opened.</param>
/// <param name="ContainerAddress">Address of the container, of the same family.</param>
/// <param name="ContainerPort">Port of the container.</param>
internal sealed record Publication(string HostAddress, string Protocol, int HostPort, string ContainerAddress, int ContainerPort)
{
    /// <summary>Whether it is about IPv6.</summary>
    public bool IsIPv6 => ContainerAddress.Contains(':', StringComparison.Ordinal);

    /// <summary>Whether it holds on all addresses of the host.</summary>
    public bool IsEverywhere => HostAddress is "0.0.0.0" or "::";
}
