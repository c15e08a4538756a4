namespace Gantry.Network;

/// <summary>Through what the host's packet filter is spoken to.</summary>
public enum FirewallBackend
{
    /// <summary>Tables of the daemon's own, through libnftables.</summary>
    Nftables,

    /// <summary>Chains of the daemon's own in the host's iptables, for hosts where other programs own these tables.</summary>
    Iptables,
}
