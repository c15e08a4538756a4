using System.Text;

namespace Gantry.Network.Firewall;

/// <summary>
/// Renders rules in nft(8)'s language. Rules are written once per bridge; a published port is one element of a map, so
/// publishing costs the same with one port in force or with thousands.
/// </summary>
/// <remarks>
/// The way of a packet to a published port:
/// <code>
/// other machine ── prerouting: address of this host? map says container ──┐
/// this host ────── output: the same ──────────────────────────────────────┼─ forward ─ postrouting ─ bridge ─ container
/// other container ─ prerouting: the same ─────────────────────────────────┘  (not for this host's own packets)
/// </code>
/// The source stays as it is, but for packets from loopback and from the container's own bridge: those get the bridge's address,
/// as the answer would otherwise not come back through the host.
/// </remarks>
internal static class NftablesScript
{
    /// <summary>The table's name for a daemon with this default bridge.</summary>
    public static string TableName(string bridge) =>
        "gantry-" + string.Concat(bridge.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));

    /// <summary>Replaces the daemon's table by <paramref name="rules"/> in one transaction.</summary>
    public static string Replace(FirewallRules rules)
    {
        var script = new StringBuilder();
        script.Append(Remove(rules.Table));
        script.Append($"table ip {rules.Table} {{\n");
        Map(script, "published", "inet_proto . inet_service", [.. rules.Publications.Where(IsEverywhere).Select(Element)]);
        Map(script, "published_at", "ipv4_addr . inet_proto . inet_service", [.. rules.Publications.Where(p => !IsEverywhere(p)).Select(Element)]);

        Chain(script, "publish", null, [
            "dnat ip to ip daddr . meta l4proto . th dport map @published_at",
            "dnat ip to meta l4proto . th dport map @published",
        ]);
        // The bridges route loopback addresses, for published ports; no container may reach the host's loopback that way.
        Chain(script, "raw", "filter hook prerouting priority raw", [
            .. rules.Bridges.Select(b => $"iifname \"{b.Bridge}\" ip daddr 127.0.0.0/8 drop"),
        ]);
        // A loopback address that comes from outside is not translated, and so dropped by the kernel as it should be.
        // Where containers are kept apart, their frames do not pass from one to the other; the daemon's proxy serves them.
        Chain(script, "prerouting", "nat hook prerouting priority dstnat", [
            "ip daddr 127.0.0.0/8 return",
            .. rules.Bridges.Where(b => !b.InterContainer).Select(b => $"iifname \"{b.Bridge}\" return"),
            "fib daddr type local jump publish",
        ]);
        Chain(script, "output", "nat hook output priority -100", ["fib daddr type local jump publish"]);
        Chain(script, "forward", "filter hook forward priority filter", [.. rules.Bridges.SelectMany(Forward)]);
        Chain(script, "postrouting", "nat hook postrouting priority srcnat", [.. rules.Bridges.SelectMany(Postrouting)]);
        return script.Append("}\n").ToString();
    }

    /// <summary>Removes the daemon's table, whether or not it exists.</summary>
    public static string Remove(string table) => $"add table ip {table}\ndelete table ip {table}\n";

    /// <summary>Publishes ports.</summary>
    public static string Publish(string table, IReadOnlyList<Publication> publications) => Elements("add", table, publications, Element);

    /// <summary>Withdraws ports.</summary>
    public static string Withdraw(string table, IReadOnlyList<Publication> publications) => Elements("delete", table, publications, Key);

    private static IEnumerable<string> Forward(BridgeRules bridge) => [
        $"oifname \"{bridge.Bridge}\" ct state established,related accept",
        $"oifname \"{bridge.Bridge}\" ct status dnat accept",
        $"iifname \"{bridge.Bridge}\" oifname \"{bridge.Bridge}\" {(bridge.InterContainer ? "accept" : "drop")}",
        $"oifname \"{bridge.Bridge}\" drop",
    ];

    private static IEnumerable<string> Postrouting(BridgeRules bridge)
    {
        yield return $"oifname \"{bridge.Bridge}\" ip saddr 127.0.0.0/8 masquerade";
        yield return $"oifname \"{bridge.Bridge}\" ip saddr {bridge.Subnet} ct status dnat masquerade";
        if (bridge.Masquerade)
            yield return $"oifname != \"{bridge.Bridge}\" ip saddr {bridge.Subnet} masquerade";
    }

    private static void Map(StringBuilder script, string name, string key, string[] elements)
    {
        script.Append($"\tmap {name} {{\n\t\ttype {key} : ipv4_addr . inet_service\n");
        if (elements.Length > 0)
            script.Append("\t\telements = { ").AppendJoin(", ", elements).Append(" }\n");
        script.Append("\t}\n");
    }

    private static void Chain(StringBuilder script, string name, string? hook, string[] rules)
    {
        script.Append($"\tchain {name} {{\n");
        if (hook is not null)
            script.Append($"\t\ttype {hook}; policy accept;\n");
        foreach (var rule in rules)
            script.Append($"\t\t{rule}\n");
        script.Append("\t}\n");
    }

    private static string Elements(string verb, string table, IReadOnlyList<Publication> publications, Func<Publication, string> render)
    {
        var script = new StringBuilder();
        foreach (var group in publications.GroupBy(IsEverywhere))
            script.Append($"{verb} element ip {table} {(group.Key ? "published" : "published_at")} {{ ")
                .AppendJoin(", ", group.Select(render)).Append(" }\n");
        return script.ToString();
    }

    private static bool IsEverywhere(Publication publication) => publication.HostAddress == "0.0.0.0";

    private static string Key(Publication publication) =>
        (IsEverywhere(publication) ? "" : publication.HostAddress + " . ") + $"{publication.Protocol} . {publication.HostPort}";

    private static string Element(Publication publication) => $"{Key(publication)} : {publication.ContainerAddress} . {publication.ContainerPort}";
}
