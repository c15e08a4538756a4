using System.Text;

using Gantry.Network.Drivers;

namespace Gantry.Network.Firewall.Iptables;

/// <summary>
/// Renders rules as input of iptables-restore(8), to be run with <c>--noflush</c>. All rules are in chains of the daemon's own, with Docker's names where Docker has
/// such a chain; a chain that is declared is emptied, so the input describes the whole and takes the place of what was there, a table at a time.
/// </summary>
/// <remarks>
/// <code>
/// raw     PREROUTING  ─ DOCKER                                loopback addresses from bridges
/// nat     PREROUTING, OUTPUT ─ DOCKER                         published ports
///         POSTROUTING ─ DOCKER-POSTROUTING                    whose source is hidden
/// filter  FORWARD ─ DOCKER-USER                               the administrator's, never written to
///                 ─ DOCKER-FORWARD ─ DOCKER-ISOLATION-STAGE-1 out of internal networks
///                                  ─ DOCKER-CT                answers
///                                  ─ DOCKER-BRIDGE ─ DOCKER   into bridges
/// </code>
/// The meaning is that of <see cref="NftablesScript"/>. What leaves a bridge is accepted in so many words: here the policy of the chain FORWARD may be to drop.
/// </remarks>
internal static class IptablesScript
{
    /// <summary>The chains of the daemon, by table.</summary>
    public static IReadOnlyList<(string Table, string[] Chains)> Tables { get; } =
    [
        ("raw", ["DOCKER"]),
        ("nat", ["DOCKER", "DOCKER-POSTROUTING"]),
        ("filter", ["DOCKER", "DOCKER-BRIDGE", "DOCKER-CT", "DOCKER-FORWARD", "DOCKER-ISOLATION-STAGE-1"]),
    ];

    /// <summary>Puts the daemon's rules in force.</summary>
    /// <param name="rules">What is to hold.</param>
    /// <param name="family">For which family.</param>
    /// <param name="found">What is in the tables now.</param>
    public static string Replace(FirewallRules rules, IptablesFamily family, FoundChains found)
    {
        var script = new StringBuilder();
        foreach (var (table, chains) in Tables)
        {
            script.Append($"*{table}\n");
            foreach (var chain in chains)
                script.Append($":{chain} - [0:0]\n");
            // The policy stays when the daemon's rules go: others may have come to rely on it.
            if (table == "filter" && rules.DropsTransit(family.IsIPv6))
                script.Append(":FORWARD DROP [0:0]\n");
            if (table == "filter" && !found.HasChain(table, FoundTables.UserChain))
                script.Append($":{FoundTables.UserChain} - [0:0]\n");
            var jumps = Jumps(table, family);
            if (!jumps.All(rule => found.HasRule(table, rule)))
            {
                // The first places, in this order, also where another program has put its own there meanwhile.
                foreach (var rule in jumps.Where(rule => found.HasRule(table, rule)))
                    script.Append($"-D {rule}\n");
                foreach (var rule in jumps.Reverse())
                    script.Append($"-I {rule}\n");
            }

            foreach (var rule in table switch { "raw" => Raw(rules, family), "nat" => Nat(rules, family), _ => Filter(rules, family) })
                script.Append($"-A {rule}\n");
            script.Append("COMMIT\n");
        }

        return script.ToString();
    }

    /// <summary>Removes the daemon's rules. The administrator's chain stays where it has rules.</summary>
    public static string Remove(IptablesFamily family, FoundChains found)
    {
        var script = new StringBuilder();
        foreach (var (table, chains) in Tables)
        {
            var keepsUser = table == "filter" && found.HasRules(table, FoundTables.UserChain);
            script.Append($"*{table}\n");
            foreach (var rule in Jumps(table, family))
                if (found.HasRule(table, rule) && !(keepsUser && rule.EndsWith(FoundTables.UserChain, StringComparison.Ordinal)))
                    script.Append($"-D {rule}\n");
            string[] present = [.. chains.Where(chain => found.HasChain(table, chain)), .. table == "filter" && !keepsUser && found.HasChain(table, FoundTables.UserChain) ? [FoundTables.UserChain] : (string[])[]];
            foreach (var chain in present)
                script.Append($"-F {chain}\n");
            foreach (var chain in present)
                script.Append($"-X {chain}\n");
            script.Append("COMMIT\n");
        }

        return script.ToString();
    }

    /// <summary>What leads from the kernel's chains to the daemon's.</summary>
    private static IReadOnlyList<string> Jumps(string table, IptablesFamily family) => table switch
    {
        "raw" => ["PREROUTING -j DOCKER"],
        "nat" =>
        [
            // A loopback address that comes from outside is not translated, and so dropped by the kernel as it should be.
            $"PREROUTING ! -d {family.Loopback} -m addrtype --dst-type LOCAL -j DOCKER",
            // The kernel does not route ::1 to a bridge; the daemon's proxy serves it.
            family.IsIPv6 ? $"OUTPUT ! -d {family.Loopback} -m addrtype --dst-type LOCAL -j DOCKER" : "OUTPUT -m addrtype --dst-type LOCAL -j DOCKER",
            "POSTROUTING -j DOCKER-POSTROUTING",
        ],
        _ => [$"FORWARD -j {FoundTables.UserChain}", "FORWARD -j DOCKER-FORWARD"],
    };

    private static IEnumerable<string> Raw(FirewallRules rules, IptablesFamily family) =>
        rules.Bridges.Select(bridge => $"DOCKER -i {bridge.Bridge} -d {family.Loopback} -j DROP");

    private static IEnumerable<string> Nat(FirewallRules rules, IptablesFamily family)
    {
        // What is sent to a link-local address is answered by the daemon's proxy: its sender's address means nothing on another link.
        if (family.IsIPv6)
            yield return "DOCKER -d fe80::/10 -j RETURN";
        // Where containers are kept apart, their frames do not pass from one to the other; the daemon's proxy serves them.
        foreach (var bridge in rules.Bridges.Where(bridge => !bridge.InterContainer))
            yield return $"DOCKER -i {bridge.Bridge} -j RETURN";
        // One address comes before all of them.
        foreach (var port in rules.Publications.Where(port => port.IsIPv6 == family.IsIPv6 && port.HostPort > 0).OrderBy(port => port.IsEverywhere))
            yield return $"DOCKER {(port.IsEverywhere ? "" : $"-d {port.HostAddress} ")}-p {port.Protocol} -m {port.Protocol} --dport {port.HostPort} -j DNAT --to-destination {Target(port)}";

        foreach (var bridge in rules.Bridges)
            yield return $"DOCKER-POSTROUTING -s {family.Loopback} -o {bridge.Bridge} -j MASQUERADE";
        foreach (var bridge in rules.Bridges)
        {
            foreach (var subnet in RulesOf(bridge, family)?.Subnets ?? [])
                yield return $"DOCKER-POSTROUTING -s {subnet} -o {bridge.Bridge} -m conntrack --ctstate DNAT -j MASQUERADE";
            yield return $"DOCKER-POSTROUTING -o {bridge.Bridge} -j RETURN";
        }

        foreach (var bridge in rules.Bridges)
            if (RulesOf(bridge, family) is { } own && own.IsHidden(bridge))
                foreach (var subnet in own.Subnets)
                    yield return $"DOCKER-POSTROUTING -s {subnet} -j {(own.Source.Length > 0 ? $"SNAT --to-source {own.Source}" : "MASQUERADE")}";
    }

    private static IEnumerable<string> Filter(FirewallRules rules, IptablesFamily family)
    {
        yield return "DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1";
        yield return "DOCKER-FORWARD -j DOCKER-CT";
        yield return "DOCKER-FORWARD -j DOCKER-BRIDGE";
        foreach (var bridge in rules.Bridges)
        {
            var name = bridge.Bridge;
            if (bridge.Internal)
                yield return $"DOCKER-ISOLATION-STAGE-1 -i {name} ! -o {name} -j DROP";
            yield return $"DOCKER-CT {(bridge.Internal ? $"-i {name} " : "")}-o {name} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT";
            yield return $"DOCKER-BRIDGE -o {name} -j DOCKER";
            if (!bridge.Internal)
                yield return $"DOCKER-FORWARD -i {name} -j ACCEPT";
            if (!bridge.InterContainer && !family.IsIPv6)
                foreach (var passage in rules.Passages)
                    yield return $"DOCKER -i {name} -o {name} -p {passage.Protocol} -m {passage.Protocol} -s {passage.SourceAddress} -d {passage.TargetAddress} --dport {passage.Port} -j ACCEPT";
            foreach (var rule in Into(bridge, family))
                yield return $"DOCKER {rule}";
        }

        // Ports that are open at the container's own address have to come before the bridges' last word.
        foreach (var port in rules.Publications.Where(port => port.IsIPv6 == family.IsIPv6 && port.HostPort == 0))
            yield return $"DOCKER-CT -d {port.ContainerAddress} -p {port.Protocol} -m {port.Protocol} --dport {port.ContainerPort} -j ACCEPT";
    }

    /// <summary>What may be forwarded to a bridge; the last rule is for everything.</summary>
    private static IEnumerable<string> Into(BridgeRules bridge, IptablesFamily family)
    {
        var name = bridge.Bridge;
        if (bridge.InterContainer)
            yield return $"-i {name} -o {name} -j ACCEPT";
        if (!bridge.Internal && RulesOf(bridge, family) is { } own)
            yield return own.Mode switch
            {
                GatewayMode.NatUnprotected => $"! -i {name} -o {name} -j ACCEPT",
                GatewayMode.Routed => $"-o {name} -p {family.ControlProtocol} -j ACCEPT",
                _ => $"-o {name} -m conntrack --ctstate DNAT -j ACCEPT",
            };
        yield return $"-o {name} -j DROP";
    }

    private static FamilyRules? RulesOf(BridgeRules bridge, IptablesFamily family) => family.IsIPv6 ? bridge.IPv6 : bridge.IPv4;

    private static string Target(Publication port) => $"{(port.IsIPv6 ? $"[{port.ContainerAddress}]" : port.ContainerAddress)}:{port.ContainerPort}";
}
