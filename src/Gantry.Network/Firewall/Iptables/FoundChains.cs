namespace Gantry.Network.Firewall.Iptables;

/// <summary>What is in a family's tables, read from the text of iptables-save(8).</summary>
internal sealed class FoundChains
{
    private readonly HashSet<(string Table, string Chain)> _chains = [];
    private readonly HashSet<(string Table, string Rule)> _rules = [];

    /// <summary>Nothing.</summary>
    public static FoundChains None { get; } = new("");

    /// <param name="saved">The text.</param>
    public FoundChains(string saved)
    {
        var table = "";
        foreach (var line in saved.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (line[0] == '*')
                table = line[1..];
            else if (line[0] == ':')
                _chains.Add((table, line[1..].Split(' ')[0]));
            else if (line.StartsWith("-A ", StringComparison.Ordinal))
                _rules.Add((table, line[3..]));
    }

    /// <summary>Whether there is a chain.</summary>
    public bool HasChain(string table, string chain) => _chains.Contains((table, chain));

    /// <summary>Whether a rule is there, written as iptables-save writes it: its chain, then the rule.</summary>
    public bool HasRule(string table, string rule) => _rules.Contains((table, rule));

    /// <summary>Whether a chain has rules.</summary>
    public bool HasRules(string table, string chain) => _rules.Any(found => found.Table == table && found.Rule.StartsWith(chain + " ", StringComparison.Ordinal));
}
