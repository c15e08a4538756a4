namespace Gantry.Network.Firewall.Iptables;

/// <summary>What differs between the tables of the two families.</summary>
/// <param name="Prefix">What names of the family's programs begin with, as in <c>ip6tables-restore</c>.</param>
/// <param name="Loopback">The addresses that never leave the host.</param>
/// <param name="ControlProtocol">Its protocol of control messages.</param>
/// <param name="IsIPv6">Whether it is IPv6.</param>
internal sealed record IptablesFamily(string Prefix, string Loopback, string ControlProtocol, bool IsIPv6)
{
    /// <summary>IPv4.</summary>
    public static IptablesFamily IPv4 { get; } = new("iptables", "127.0.0.0/8", "icmp", false);

    /// <summary>IPv6.</summary>
    public static IptablesFamily IPv6 { get; } = new("ip6tables", "::1/128", "ipv6-icmp", true);
}
