using Gantry.Network.Drivers;
using Gantry.Network.Firewall;

namespace Gantry.Network.Tests.Firewall;

public sealed class NftablesScriptTests
{
    private static readonly TableSet Table = new("gantry-test0");

    public static TheoryData<string> Cases => ["plain", "internal", "apart", "routed", "unprotected", "source", "dual", "ports"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rules_are_as_in_the_golden_file(string name)
    {
        var text = name == "ports"
            ? NftablesScript.Publish(Table, Ports) + "---\n" + NftablesScript.Withdraw(Table, Ports)
            : NftablesScript.AddBridge(Table, Bridge(name)) + "---\n" + NftablesScript.RemoveBridge(Table, Bridge(name));
        Golden(name, text);
    }

    [Fact]
    public void The_frame_is_as_in_the_golden_file() => Golden("frame", NftablesScript.Replace(new FirewallRules(Table, [], []), FoundTables.None));

    [Fact]
    public void Only_what_comes_from_a_bridge_or_goes_to_one_is_forwarded_where_the_rest_is_dropped()
    {
        var text = NftablesScript.Replace(new FirewallRules(new TableSet("t", HasIPv6: false), [], []) { DropsTransit4 = true }, FoundTables.None);
        Assert.Contains("type filter hook forward priority filter; policy drop;", text, StringComparison.Ordinal);
        Assert.Contains("\t\toifname vmap @to_bridge\n\t\tiifname @bridges accept\n\t}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ip6", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_elements() => Assert.Equal(
        "add element ip t linked { 172.17.0.3 . 172.17.0.2 . tcp . 80 }\ndelete element ip t linked { 172.17.0.3 . 172.17.0.2 . tcp . 80 }\n",
        NftablesScript.Permit(new TableSet("t"), [new Passage("172.17.0.3", "172.17.0.2", "tcp", 80)])
        + NftablesScript.Forbid(new TableSet("t"), [new Passage("172.17.0.3", "172.17.0.2", "tcp", 80)]));

    [Fact]
    public void The_administrators_chain_survives_a_rewrite_and_a_removal()
    {
        var found = new FoundTables([("ip", "table ip t {\n\tset opened {\n\t}\n\tchain DOCKER-USER {\n\t\tip saddr 192.0.2.1 drop\n\t}\n\n\tchain forward {\n\t\tjump DOCKER-USER\n\t}\n}\n")]);

        var rewrite = NftablesScript.Replace(new FirewallRules(new TableSet("t"), [], []), found);
        Assert.Contains("flush chain ip t forward\n", rewrite, StringComparison.Ordinal);
        Assert.DoesNotContain("flush chain ip t DOCKER-USER", rewrite, StringComparison.Ordinal);
        Assert.DoesNotContain("delete table", NftablesScript.Remove(new TableSet("t"), found), StringComparison.Ordinal);
    }

    private static List<Publication> Ports =>
    [
        new("0.0.0.0", "tcp", 8080, "172.18.0.2", 80), new("192.0.2.1", "sctp", 8081, "172.18.0.2", 81),
        new("::", "udp", 53, "fd00::2", 53), new("", "tcp", 0, "fd00::3", 443),
    ];

    private static BridgeRules Bridge(string name)
    {
        var nat = new FamilyRules(["172.18.0.0/16"], GatewayMode.Nat, true, "");
        return name switch
        {
            "internal" => new BridgeRules("br-1", nat, null, true, true),
            "apart" => new BridgeRules("br-1", nat, null, false, false),
            "routed" => new BridgeRules("br-1", nat with { Mode = GatewayMode.Routed }, null, true, false),
            "unprotected" => new BridgeRules("br-1", nat with { Mode = GatewayMode.NatUnprotected }, null, true, false),
            "source" => new BridgeRules("br-1", nat with { Source = "192.0.2.9" }, null, true, false),
            "dual" => new BridgeRules("br-1", nat, new FamilyRules(["fd00::/64"], GatewayMode.Routed, true, ""), true, false),
            _ => new BridgeRules("br-1", nat, null, true, false),
        };
    }

    /// <summary>Compares with the file; <c>GANTRY_GOLDEN=write</c> writes it.</summary>
    internal static void Golden(string name, string text, [System.Runtime.CompilerServices.CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Golden", name + ".nft");
        if (Environment.GetEnvironmentVariable("GANTRY_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }
}
