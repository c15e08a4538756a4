using System.Diagnostics.CodeAnalysis;

namespace Gantry.Compose.Tree;

/// <summary>A mapping from strings to values that keeps the order of the file.</summary>
public sealed class MapNode : Node
{
    private readonly OrderedDictionary<string, Node> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Position> _keys = new(StringComparer.Ordinal);

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<KeyValuePair<string, Node>> Entries => _entries;

    /// <summary>The keys in order, a copy that stays when the mapping changes.</summary>
    public IReadOnlyList<string> Keys => [.. _entries.Keys];

    /// <summary>The number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>The value of <paramref name="key"/>, or null when there is none.</summary>
    [DisallowNull]
    public Node? this[string key]
    {
        get => _entries.GetValueOrDefault(key);
        set => _entries[key] = value;
    }

    /// <summary>Whether there is a value, which may be YAML's null, for <paramref name="key"/>.</summary>
    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>Takes the entry of <paramref name="key"/> out and says whether there was one.</summary>
    public bool Remove(string key) => _entries.Remove(key);

    /// <summary>Notes where <paramref name="key"/> is written.</summary>
    public void NoteKey(string key, Position at) => _keys[key] = at;

    /// <summary>Where <paramref name="key"/> is written, or where its value or the mapping is when that is unknown.</summary>
    public Position KeyAt(string key) => _keys.TryGetValue(key, out var at) ? at : this[key]?.At ?? At;

    /// <summary>The mapping at <paramref name="key"/>, or null when there is none.</summary>
    public MapNode? Map(string key) => this[key] as MapNode;

    /// <summary>The list at <paramref name="key"/>, or null when there is none.</summary>
    public ListNode? List(string key) => this[key] as ListNode;

    /// <summary>The string at <paramref name="key"/>, or null when there is none.</summary>
    public string? Text(string key) => (this[key] as ScalarNode)?.Text;

    /// <inheritdoc/>
    public override Node Clone()
    {
        var copy = new MapNode { At = At };
        foreach (var (key, value) in _entries)
        {
            copy[key] = value.Clone();
            copy.NoteKey(key, KeyAt(key));
        }
        return copy;
    }
}
