namespace Gantry.Network;

/// <summary>The settings of a daemon's networks.</summary>
public sealed record NetworkOptions
{
    /// <summary>Directory of the documents (networks, sandboxes); survives a reboot.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Directory of the files network namespaces are mounted on.</summary>
    public required string RuntimeDirectory { get; init; }

    /// <summary>Name of the default bridge; it also names the firewall tables, so that daemons side by side never meet.</summary>
    public string BridgeName { get; init; } = "gantry0";

    /// <summary>Address and prefix length of the default bridge, for example <c>172.17.0.1/16</c>; null: the first free default pool.</summary>
    public string? Bip { get; init; }

    /// <summary>Bytes in a packet on the default bridge.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>Name servers for containers that name none; empty: the host's.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Search domains for containers that name none; empty: the host's.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>Resolver options for containers that name none; empty: the host's.</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Whether containers on the default bridge reach each other.</summary>
    public bool EnableIcc { get; init; } = true;

    /// <summary>Whether addresses of the default bridge are hidden behind the host's for outgoing traffic.</summary>
    public bool EnableIpMasquerade { get; init; } = true;

    /// <summary>Whether containers on the default bridge get IPv6 addresses.</summary>
    public bool EnableIPv6 { get; init; }

    /// <summary>IPv6 subnet of the default bridge in CIDR notation; empty: one is chosen.</summary>
    public string FixedCidrV6 { get; init; } = "";

    /// <summary>Part of the default bridge's subnet addresses are taken from; empty: all of it.</summary>
    public string FixedCidr { get; init; } = "";

    /// <summary>Pools the subnets of networks that name none are cut from; empty: Docker's.</summary>
    public IReadOnlyList<DefaultAddressPool> AddressPools { get; init; } = [];

    /// <summary>Host address of published ports that name none; empty: all addresses.</summary>
    public string DefaultHostAddress { get; init; } = "";

    /// <summary>Through what the packet filter is spoken to.</summary>
    public FirewallBackend FirewallBackend { get; init; }

    /// <summary>Network namespace that stands for the host, as a file; null: the daemon's own.</summary>
    public string? HostNamespace { get; init; }
}

/// <summary>A block of addresses that is cut into subnets for networks that name none.</summary>
/// <param name="Base">The block in CIDR notation.</param>
/// <param name="Size">Prefix length of the subnets.</param>
public sealed record DefaultAddressPool(string Base, int Size);
