using Gantry.Network.Drivers;
using Gantry.Network.Firewall;
using Gantry.Network.Firewall.Iptables;

namespace Gantry.Network.Tests.Firewall;

public sealed class IptablesScriptTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rules_are_as_in_the_golden_file(bool ipv6)
    {
        var nat = new FamilyRules(["172.18.0.0/16"], GatewayMode.Nat, true, "");
        var rules = new FirewallRules(
            new TableSet(""),
            [
                new BridgeRules("br-plain", nat, new FamilyRules(["fd00::/64"], GatewayMode.Routed, true, ""), true, false),
                new BridgeRules("br-inner", nat with { Subnets = ["172.19.0.0/16"] }, null, true, true),
                new BridgeRules("br-apart", nat with { Subnets = ["172.20.0.0/16"], Source = "192.0.2.9" }, null, false, false),
                new BridgeRules("br-open", nat with { Subnets = ["172.21.0.0/16"], Mode = GatewayMode.NatUnprotected }, null, true, false),
            ],
            [
                new Publication("0.0.0.0", "tcp", 8080, "172.18.0.2", 80), new Publication("192.0.2.1", "sctp", 8081, "172.18.0.2", 81),
                new Publication("::", "udp", 53, "fd00::2", 53), new Publication("", "tcp", 0, "fd00::3", 443),
            ]);
        var text = IptablesScript.Replace(rules, ipv6 ? IptablesFamily.IPv6 : IptablesFamily.IPv4, FoundChains.None);

        NftablesScriptTests.Golden(ipv6 ? "iptables6" : "iptables", text);
    }

    [Fact]
    public void What_is_there_is_not_made_twice_and_the_administrators_chain_is_never_touched()
    {
        var found = new FoundChains(
            "*filter\n:FORWARD ACCEPT [0:0]\n:DOCKER-USER - [0:0]\n:DOCKER-FORWARD - [0:0]\n-A FORWARD -j DOCKER-USER\n-A FORWARD -j DOCKER-FORWARD\n-A DOCKER-USER -s 192.0.2.1/32 -j DROP\nCOMMIT\n");
        var rewrite = IptablesScript.Replace(new FirewallRules(new TableSet(""), [], []), IptablesFamily.IPv4, found);
        Assert.DoesNotContain("DOCKER-USER", rewrite, StringComparison.Ordinal);
        Assert.DoesNotContain("-I FORWARD", rewrite, StringComparison.Ordinal);

        var removal = IptablesScript.Remove(IptablesFamily.IPv4, found);
        Assert.Contains("-D FORWARD -j DOCKER-FORWARD\n-F DOCKER-FORWARD\n-X DOCKER-FORWARD\n", removal, StringComparison.Ordinal);
        Assert.DoesNotContain("DOCKER-USER", removal, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_one_jump_is_gone_all_get_the_first_places_in_order()
    {
        var found = new FoundChains("*filter\n:DOCKER-USER - [0:0]\n-A FORWARD -j DOCKER-USER\nCOMMIT\n");
        Assert.Contains(
            "-D FORWARD -j DOCKER-USER\n-I FORWARD -j DOCKER-FORWARD\n-I FORWARD -j DOCKER-USER\n",
            IptablesScript.Replace(new FirewallRules(new TableSet(""), [], []), IptablesFamily.IPv4, found),
            StringComparison.Ordinal);
    }
}
