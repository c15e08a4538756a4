namespace Gantry.Compose.Documents;

/// <summary>Values by name, in the order they were given.</summary>
public sealed class Mapping : Node
{
    private readonly OrderedDictionary<string, Node> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Place> keys = new(StringComparer.Ordinal);

    /// <param name="place">Where it stands.</param>
    public Mapping(Place place = default)
        : base(place)
    {
    }

    /// <summary>How many values there are.</summary>
    public int Count => entries.Count;

    /// <summary>The names, a copy that stays when values are added.</summary>
    internal IReadOnlyList<string> Keys => [.. entries.Keys];

    /// <summary>The entries, a copy that stays when values are added.</summary>
    internal IReadOnlyList<KeyValuePair<string, Node>> Entries => [.. entries];

    /// <summary>The value of a name, or null.</summary>
    internal Node? this[string key] => entries.GetValueOrDefault(key);

    /// <summary>Whether there is a value, be it one that says nothing.</summary>
    internal bool Has(string key) => entries.ContainsKey(key);

    internal void Set(string key, Node value) => entries[key] = value;

    internal void Set(string key, Node value, Place keyPlace)
    {
        entries[key] = value;
        keys[key] = keyPlace;
    }

    internal void Remove(string key) => entries.Remove(key);

    /// <summary>Where a name stands.</summary>
    internal Place KeyPlace(string key) => keys.TryGetValue(key, out var place) ? place : entries.TryGetValue(key, out var value) ? value.Place : Place;

    /// <inheritdoc/>
    public override Node Clone()
    {
        var copy = new Mapping(Place);
        foreach (var (key, value) in entries)
            copy.Set(key, value.Clone(), KeyPlace(key));
        return copy;
    }
}
