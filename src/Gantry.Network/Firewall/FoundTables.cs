using System.Text.RegularExpressions;

namespace Gantry.Network.Firewall;

/// <summary>What is in the daemon's tables, read from the text of <c>nft list table</c>.</summary>
internal sealed partial class FoundTables
{
    /// <summary>The administrator's own chain, which is passed first.</summary>
    public const string UserChain = "DOCKER-USER";

    private readonly Dictionary<string, string> _texts = [];

    /// <summary>Nothing.</summary>
    public static FoundTables None { get; } = new([]);

    /// <param name="texts">The tables' texts by family; a family without a table is left out.</param>
    public FoundTables(IEnumerable<(string Family, string Text)> texts)
    {
        foreach (var (family, text) in texts)
            _texts[family] = text;
    }

    /// <summary>Whether there is a table of a family.</summary>
    public bool Has(string family) => _texts.ContainsKey(family);

    /// <summary>The daemon's chains in a family's table.</summary>
    public IEnumerable<string> Chains(string family) => Named(family).Where(found => found.Kind == "chain" && found.Name != UserChain).Select(found => found.Name);

    /// <summary>The sets and maps in a family's table.</summary>
    public IEnumerable<(string Kind, string Name)> Sets(string family) => Named(family).Where(found => found.Kind != "chain");

    /// <summary>Whether the administrator's chain has rules.</summary>
    public bool HasUserRules(string family) => _texts.TryGetValue(family, out var text) && UserRule().IsMatch(text);

    private IEnumerable<(string Kind, string Name)> Named(string family) =>
        _texts.TryGetValue(family, out var text) ? Heading().Matches(text).Select(match => (match.Groups[1].Value, match.Groups[2].Value)) : [];

    [GeneratedRegex(@"^\s+(chain|set|map) (\S+) \{", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"chain DOCKER-USER \{\s*[^}\s]")]
    private static partial Regex UserRule();
}
