using Gantry.Compose.Tree;

namespace Gantry.Compose.Loading;

/// <summary>What a reader learned about values that their tree does not hold: Compose's own tags, and keys that are no strings.</summary>
internal sealed class TagNotes
{
    private readonly HashSet<Node> _resets = [];
    private readonly HashSet<Node> _overrides = [];
    private readonly Dictionary<MapNode, (string Key, ScalarNode Value)> _oddKeys = [];

    public void Note(Node node, string tag)
    {
        if (tag == "!reset")
            _resets.Add(node);
        else if (tag == "!override")
            _overrides.Add(node);
    }

    public void NoteOddKey(MapNode map, string key, ScalarNode value) => _oddKeys.TryAdd(map, (key, value));

    public bool IsReset(Node node) => _resets.Contains(node);

    public bool IsOverride(Node node) => _overrides.Contains(node);

    /// <summary>The first key of <paramref name="map"/> that is no string, or null.</summary>
    public ScalarNode? OddKey(MapNode map) => _oddKeys.TryGetValue(map, out var odd) ? odd.Value : null;
}
