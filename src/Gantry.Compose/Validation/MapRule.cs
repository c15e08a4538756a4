using System.Text.RegularExpressions;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Validation;

/// <summary>A mapping.</summary>
internal sealed class MapRule(string[] types) : SchemaRule
{
    private readonly Dictionary<string, SchemaRule> _known = new(StringComparer.Ordinal);
    private readonly List<(string Pattern, SchemaRule Rule)> _patterns = [];
    private string[] _needed = [];
    private bool _open;
    private bool _closed;

    /// <summary>Knows the key <paramref name="key"/>.</summary>
    public MapRule With(string key, SchemaRule rule)
    {
        _known[key] = rule;
        return this;
    }

    /// <summary>Knows every key in which <paramref name="pattern"/> is found.</summary>
    public MapRule Every(string pattern, SchemaRule rule)
    {
        _patterns.Add((pattern, rule));
        return this;
    }

    /// <summary>Allows x- keys.</summary>
    public MapRule Open()
    {
        _open = true;
        return this;
    }

    /// <summary>Forbids keys it does not know.</summary>
    public MapRule Closed()
    {
        _closed = true;
        return this;
    }

    /// <summary>Has to have <paramref name="keys"/>.</summary>
    public MapRule Needs(params string[] keys)
    {
        _needed = keys;
        return this;
    }

    public override SchemaError? Check(Node node, IReadOnlyList<string> path)
    {
        if (node is not MapNode map)
            return CheckType(node, types, path);
        var errors = new List<SchemaError?> { Missing(map, path), Unknown(map, path) };
        foreach (var (key, value) in map.Entries)
            foreach (var rule in RulesOf(key))
                errors.Add(rule.Check(value, [.. path, key]));
        return SchemaError.Deepest(errors);
    }

    private IEnumerable<SchemaRule> RulesOf(string key)
    {
        if (_known.TryGetValue(key, out var known))
            yield return known;
        foreach (var (pattern, rule) in _patterns)
            if (Regex.IsMatch(key, pattern))
                yield return rule;
    }

    private SchemaError? Missing(MapNode map, IReadOnlyList<string> path)
    {
        var missing = _needed.Where(key => !map.Has(key)).Select(key => $"'{key}'").ToList();
        if (missing.Count == 0)
            return null;
        return new SchemaError(path, missing.Count == 1 ? $"missing property {missing[0]}" : $"missing properties {string.Join(", ", missing)}", map.At);
    }

    private SchemaError? Unknown(MapNode map, IReadOnlyList<string> path)
    {
        if (!_closed)
            return null;
        var unknown = map.Keys.Where(key => !(_open && key.StartsWith("x-", StringComparison.Ordinal)) && !RulesOf(key).Any()).ToList();
        if (unknown.Count == 0)
            return null;
        var names = string.Join(", ", unknown.Select(key => $"'{key}'"));
        return new SchemaError(path, $"additional properties {names} not allowed", map.KeyAt(unknown[0]), true, NearestKey.To(unknown[0], _known.Keys));
    }
}
