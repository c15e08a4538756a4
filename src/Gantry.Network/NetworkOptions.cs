namespace Gantry.Network;

/// <summary>The settings of a daemon's networks.</summary>
public sealed record NetworkOptions
{
    /// <summary>Directory of the documents (networks, sandboxes); survives a reboot.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Directory of the files network namespaces are mounted on.</summary>
    public required string RuntimeDirectory { get; init; }

    /// <summary><see cref="BridgeName"/> of a daemon without a default network.</summary>
    public const string NoBridge = "none";

    /// <summary>Name of the default bridge, or <see cref="NoBridge"/>; it also names the firewall tables, so that daemons side by side never meet.</summary>
    public string BridgeName { get; init; } = "gantry0";

    /// <summary>Whether the default bridge is made where it is missing; one that somebody else is to provide is not.</summary>
    public bool MakesBridge { get; init; } = true;

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

    /// <summary>Whether rules of the packet filter are made at all.</summary>
    public bool FiltersPackets { get; init; } = true;

    /// <summary>Whether rules of the packet filter are made for IPv6.</summary>
    public bool FiltersIPv6 { get; init; } = true;

    /// <summary>Whether the kernel is made to forward packets.</summary>
    public bool ForwardsPackets { get; init; } = true;

    /// <summary>Whether a host that the daemon made forward packets forwards those between other networks too.</summary>
    public bool AllowsTransit { get; init; }

    /// <summary>Driver options of networks that are created, by driver; those of a network itself come first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> DriverOptions { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Network namespace that stands for the host, as a file; null: the daemon's own.</summary>
    public string? HostNamespace { get; init; }
}

/// <summary>A block of addresses that is cut into subnets for networks that name none.</summary>
/// <param name="Base">The block in CIDR notation.</param>
/// <param name="Size">Prefix length of the subnets.</param>
public sealed record DefaultAddressPool(string Base, int Size);
