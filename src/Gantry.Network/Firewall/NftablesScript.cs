using System.Text;

using Gantry.Network.Drivers;

namespace Gantry.Network.Firewall;

/// <summary>
/// Renders rules in nft(8)'s language, a table per family. The chains packets pass are the same for all networks; a bridge is a few
/// chains of its own and an element of the maps that lead to them, a published port is one element. So a change costs the same
/// with one network and port in force or with thousands.
/// </summary>
/// <remarks>
/// The way of a packet to a published port:
/// <code>
/// other machine ── prerouting: address of this host? map says container ──┐
/// this host ────── output: the same ──────────────────────────────────────┼─ forward ─ postrouting ─ bridge ─ container
/// other container ─ prerouting: the same ─────────────────────────────────┘  (not for this host's own packets)
/// </code>
/// The source stays as it is, but for packets from loopback and from the container's own bridge: those get the bridge's address,
/// as the answer would otherwise not come back through the host. The chain DOCKER-USER is the administrator's: it is passed first and
/// never written to.
/// </remarks>
internal static class NftablesScript
{
    private static readonly Family IPv4 = new("ip", "ipv4_addr", "127.0.0.0/8", false);
    private static readonly Family IPv6 = new("ip6", "ipv6_addr", "::1", true);

    /// <summary>The table's name for a daemon with this default bridge.</summary>
    public static string TableName(string bridge) =>
        "gantry-" + string.Concat(bridge.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));

    /// <summary>Makes what all networks share, where it is not there, and empties it.</summary>
    /// <param name="rules">What is to hold.</param>
    /// <param name="found">What is in the tables now, in the language of <c>nft list</c>.</param>
    public static string Replace(FirewallRules rules, FoundTables found)
    {
        var script = new StringBuilder(Empty(rules.Tables, found));
        foreach (var family in FamiliesOf(rules.Tables))
            Frame(script, rules, family);
        foreach (var bridge in rules.Bridges)
            script.Append(AddBridge(rules.Tables, bridge));
        return script.Append(Publish(rules.Tables, rules.Publications)).Append(Permit(rules.Tables, rules.Passages)).ToString();
    }

    /// <summary>Removes the daemon's rules. Tables in which the administrator has rules stay, with these.</summary>
    public static string Remove(TableSet tables, FoundTables found)
    {
        var script = new StringBuilder(Empty(tables, found));
        foreach (var family in FamiliesOf(tables))
            if (found.Has(family.Name) && !found.HasUserRules(family.Name))
                script.Append($"delete table {family.Name} {tables.Name}\n");
        return script.ToString();
    }

    /// <summary>Adds a bridge.</summary>
    public static string AddBridge(TableSet tables, BridgeRules bridge)
    {
        var script = new StringBuilder();
        foreach (var family in FamiliesOf(tables))
        {
            var t = $"{family.Name} {tables.Name}";
            var name = bridge.Bridge;
            script.Append($"add chain {t} to-{name}\n");
            foreach (var rule in To(bridge, family))
                script.Append($"add rule {t} to-{name} {rule}\n");
            script.Append($"add element {t} to_bridge {{ \"{name}\" : jump to-{name} }}\n");
            script.Append($"add element {t} bridges {{ \"{name}\" }}\n");
            if (!bridge.InterContainer)
                script.Append($"add element {t} apart {{ \"{name}\" }}\n");
            if (bridge.Internal)
                script.Append($"add element {t} internal {{ \"{name}\" }}\n");
            if (RulesOf(bridge, family) is not { Subnets.Count: > 0 } rules)
                continue;
            script.Append($"add chain {t} out-{name}\n");
            script.Append($"add rule {t} out-{name} {family.Name} saddr {{ {string.Join(", ", rules.Subnets)} }} ct status dnat masquerade\n");
            script.Append($"add element {t} leaving {{ \"{name}\" : jump out-{name} }}\n");
            if (rules.IsHidden(bridge))
                script.Append(rules.Source.Length > 0
                    ? $"add element {t} hidden_as {{ {string.Join(", ", rules.Subnets.Select(subnet => $"{subnet} : {rules.Source}"))} }}\n"
                    : $"add element {t} hidden {{ {string.Join(", ", rules.Subnets)} }}\n");
        }

        return script.ToString();
    }

    /// <summary>Removes a bridge.</summary>
    public static string RemoveBridge(TableSet tables, BridgeRules bridge)
    {
        var script = new StringBuilder();
        foreach (var family in FamiliesOf(tables))
        {
            var t = $"{family.Name} {tables.Name}";
            var name = bridge.Bridge;
            script.Append($"delete element {t} to_bridge {{ \"{name}\" }}\n");
            script.Append($"delete element {t} bridges {{ \"{name}\" }}\n");
            if (!bridge.InterContainer)
                script.Append($"delete element {t} apart {{ \"{name}\" }}\n");
            if (bridge.Internal)
                script.Append($"delete element {t} internal {{ \"{name}\" }}\n");
            script.Append($"flush chain {t} to-{name}\ndelete chain {t} to-{name}\n");
            if (RulesOf(bridge, family) is not { Subnets.Count: > 0 } rules)
                continue;
            if (rules.IsHidden(bridge))
                script.Append($"delete element {t} {(rules.Source.Length > 0 ? "hidden_as" : "hidden")} {{ {string.Join(", ", rules.Subnets)} }}\n");
            script.Append($"delete element {t} leaving {{ \"{name}\" }}\n");
            script.Append($"flush chain {t} out-{name}\ndelete chain {t} out-{name}\n");
        }

        return script.ToString();
    }

    /// <summary>Publishes ports.</summary>
    public static string Publish(TableSet tables, IReadOnlyList<Publication> publications) => Elements("add", tables, publications, Element);

    /// <summary>Withdraws ports.</summary>
    public static string Withdraw(TableSet tables, IReadOnlyList<Publication> publications) => Elements("delete", tables, publications, Key);

    /// <summary>Lets links through.</summary>
    public static string Permit(TableSet tables, IReadOnlyList<Passage> passages) => Linked("add", tables, passages);

    /// <summary>Lets links through no more.</summary>
    public static string Forbid(TableSet tables, IReadOnlyList<Passage> passages) => Linked("delete", tables, passages);

    private static string Linked(string verb, TableSet tables, IReadOnlyList<Passage> passages) => passages.Count == 0 ? ""
        : $"{verb} element ip {tables.Name} linked {{ {string.Join(", ", passages.Select(p => $"{p.SourceAddress} . {p.TargetAddress} . {p.Protocol} . {p.Port}"))} }}\n";

    private static string Empty(TableSet tables, FoundTables found)
    {
        var script = new StringBuilder();
        foreach (var family in FamiliesOf(tables))
        {
            if (!found.Has(family.Name))
                continue;
            foreach (var chain in found.Chains(family.Name))
                script.Append($"flush chain {family.Name} {tables.Name} {chain}\n");
            foreach (var (kind, name) in found.Sets(family.Name))
                script.Append($"flush {kind} {family.Name} {tables.Name} {name}\n");
            foreach (var chain in found.Chains(family.Name))
                script.Append($"delete chain {family.Name} {tables.Name} {chain}\n");
            foreach (var (kind, name) in found.Sets(family.Name))
                script.Append($"delete {kind} {family.Name} {tables.Name} {name}\n");
        }

        return script.ToString();
    }

    private static void Frame(StringBuilder script, FirewallRules rules, Family family)
    {
        script.Append($"table {family.Name} {rules.Tables.Name} {{\n");
        Set(script, "map", "published", $"inet_proto . inet_service : {family.Address} . inet_service");
        Set(script, "map", "published_at", $"{family.Address} . inet_proto . inet_service : {family.Address} . inet_service");
        Set(script, "set", "opened", $"{family.Address} . inet_proto . inet_service");
        Set(script, "set", "linked", $"{family.Address} . {family.Address} . inet_proto . inet_service");
        Set(script, "set", "bridges", "ifname");
        Set(script, "set", "apart", "ifname");
        Set(script, "set", "internal", "ifname");
        Set(script, "map", "to_bridge", "ifname : verdict");
        Set(script, "map", "leaving", "ifname : verdict");
        Set(script, "set", "hidden", family.Address, "flags interval");
        Set(script, "map", "hidden_as", $"{family.Address} : {family.Address}", "flags interval");

        Chain(script, FoundTables.UserChain, null, []);
        Chain(script, "publish", null, [
            $"dnat {family.Name} to {family.Name} daddr . meta l4proto . th dport map @published_at",
            $"dnat {family.Name} to meta l4proto . th dport map @published",
        ]);
        // The bridges route loopback addresses, for published ports; no container may reach the host's loopback that way.
        // Each packet passes here: the address, which nearly none has, is looked at first.
        Chain(script, "raw", "filter hook prerouting priority raw", [$"{family.Name} daddr {family.Loopback} iifname @bridges drop"]);
        // A loopback address that comes from outside is not translated, and so dropped by the kernel as it should be.
        // Where containers are kept apart, their frames do not pass from one to the other; the daemon's proxy serves them.
        // Nor is what is sent to a link-local address, whose sender's address means nothing on another link: the daemon's proxy answers it.
        Chain(script, "prerouting", "nat hook prerouting priority dstnat", [
            $"{family.Name} daddr {family.Loopback} return",
            .. family.IsIPv6 ? ["ip6 daddr fe80::/10 return"] : (string[])[],
            "iifname @apart return",
            "fib daddr type local jump publish",
        ]);
        // The kernel does not route ::1 to a bridge; the daemon's proxy serves it.
        Chain(script, "output", "nat hook output priority -100", [
            .. family.IsIPv6 ? [$"ip6 daddr {{ {family.Loopback}, fe80::/10 }} return"] : (string[])[],
            "fib daddr type local jump publish",
        ]);
        var drops = rules.DropsTransit(family.IsIPv6);
        Chain(script, "forward", "filter hook forward priority filter", [
            $"jump {FoundTables.UserChain}",
            "iifname @internal oifname != @internal drop",
            "oifname vmap @to_bridge",
            .. drops ? ["iifname @bridges accept"] : (string[])[],
        ], drops ? "drop" : "accept");
        Chain(script, "postrouting", "nat hook postrouting priority srcnat", [
            $"oifname @bridges {family.Name} saddr {family.Loopback} masquerade",
            "oifname vmap @leaving",
            $"oifname != @bridges snat to {family.Name} saddr map @hidden_as",
            $"oifname != @bridges {family.Name} saddr @hidden masquerade",
        ]);
        script.Append("}\n");
    }

    /// <summary>What may be forwarded to a bridge. A chain without a verdict at its end would let everything in, so each ends with one.</summary>
    private static IEnumerable<string> To(BridgeRules bridge, Family family)
    {
        yield return $"iifname \"{bridge.Bridge}\" {(bridge.InterContainer ? "accept" : "ct state established,related accept")}";
        if (!bridge.InterContainer)
            yield return $"iifname \"{bridge.Bridge}\" {family.Name} saddr . {family.Name} daddr . meta l4proto . th dport @linked accept";
        if (bridge.Internal || RulesOf(bridge, family) is not { } rules)
        {
            yield return "drop";
            yield break;
        }

        yield return "iifname @internal drop";
        yield return "ct state established,related accept";
        if (rules.Mode == GatewayMode.NatUnprotected)
        {
            yield return bridge.InterContainer ? "accept" : $"iifname != \"{bridge.Bridge}\" accept";
            yield return "drop";
            yield break;
        }

        if (rules.Mode == GatewayMode.Routed)
        {
            yield return $"meta l4proto {(family.IsIPv6 ? "ipv6-icmp" : "icmp")} accept";
            yield return $"{family.Name} daddr . meta l4proto . th dport @opened accept";
        }
        else
        {
            yield return "ct status dnat accept";
        }

        yield return "drop";
    }

    private static Family[] FamiliesOf(TableSet tables) => tables.HasIPv6 ? [IPv4, IPv6] : [IPv4];

    private static FamilyRules? RulesOf(BridgeRules bridge, Family family) => family.IsIPv6 ? bridge.IPv6 : bridge.IPv4;

    private static void Set(StringBuilder script, string kind, string name, string type, string? flags = null)
    {
        script.Append($"\t{kind} {name} {{\n\t\ttype {type}\n");
        if (flags is not null)
            script.Append($"\t\t{flags}\n");
        script.Append("\t}\n");
    }

    private static void Chain(StringBuilder script, string name, string? hook, string[] rules, string policy = "accept")
    {
        script.Append($"\tchain {name} {{\n");
        if (hook is not null)
            script.Append($"\t\ttype {hook}; policy {policy};\n");
        foreach (var rule in rules)
            script.Append($"\t\t{rule}\n");
        script.Append("\t}\n");
    }

    private static string Elements(string verb, TableSet tables, IReadOnlyList<Publication> publications, Func<Publication, string> render)
    {
        var script = new StringBuilder();
        foreach (var group in publications.Where(p => tables.HasIPv6 || !p.IsIPv6).GroupBy(p => (p.IsIPv6, Place: p.HostPort == 0 ? "opened" : p.IsEverywhere ? "published" : "published_at")))
            script.Append($"{verb} element {(group.Key.IsIPv6 ? "ip6" : "ip")} {tables.Name} {group.Key.Place} {{ ")
                .AppendJoin(", ", group.Select(render)).Append(" }\n");
        return script.ToString();
    }

    private static string Key(Publication publication) => publication.HostPort == 0
        ? $"{publication.ContainerAddress} . {publication.Protocol} . {publication.ContainerPort}"
        : (publication.IsEverywhere ? "" : publication.HostAddress + " . ") + $"{publication.Protocol} . {publication.HostPort}";

    private static string Element(Publication publication) => publication.HostPort == 0
        ? Key(publication)
        : $"{Key(publication)} : {publication.ContainerAddress} . {publication.ContainerPort}";

    /// <summary>What differs between the families' tables.</summary>
    private sealed record Family(string Name, string Address, string Loopback, bool IsIPv6);
}
