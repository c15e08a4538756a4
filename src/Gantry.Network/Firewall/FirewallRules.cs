namespace Gantry.Network.Firewall;

/// <summary>Everything the packet filter is to do for one daemon, as data.</summary>
/// <param name="Table">Name of the daemon's tables.</param>
/// <param name="Bridges">Its bridges.</param>
/// <param name="Publications">Its published ports.</param>
internal sealed record FirewallRules(string Table, IReadOnlyList<BridgeRules> Bridges, IReadOnlyList<Publication> Publications);

/// <summary>What holds for one bridge.</summary>
/// <param name="Bridge">Name of the bridge.</param>
/// <param name="Subnet">Its IPv4 network, in CIDR notation.</param>
/// <param name="Masquerade">Whether its addresses are hidden behind the host's on the way out.</param>
/// <param name="InterContainer">Whether its containers reach each other.</param>
internal sealed record BridgeRules(string Bridge, string Subnet, bool Masquerade, bool InterContainer);

/// <summary>A port of the host that leads to a container's.</summary>
/// <param name="HostAddress">IPv4 address on the host; <c>0.0.0.0</c>: all.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="HostPort">Port on the host.</param>
/// <param name="ContainerAddress">IPv4 address of the container.</param>
/// <param name="ContainerPort">Port of the container.</param>
internal sealed record Publication(string HostAddress, string Protocol, int HostPort, string ContainerAddress, int ContainerPort);
