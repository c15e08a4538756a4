using Gantry.Compose.Tree;

namespace Gantry.Compose.Loading;

/// <summary>Turns a document whose aliases share values into a plain tree: aliases copied, merge keys applied, !reset values taken out.</summary>
internal sealed class AliasExpansion(string file, TagNotes tags)
{
    /// <summary>The number of values at which a document counts as an attack with nested aliases.</summary>
    private const int Limit = 1_000_000;

    private readonly List<string[]> _resets = [];

    /// <summary>Where in the lists around it the value being copied is.</summary>
    private readonly Stack<int> _indices = new();

    private int _count;

    public YamlDocument Expand(Node root) => new(Copy(root, TreePath.Root) ?? new ScalarNode(null), _resets);

    /// <summary>A copy of <paramref name="node"/>, or null when it is taken out.</summary>
    private Node? Copy(Node node, TreePath path)
    {
        if (++_count > Limit)
            throw new ComposeException($"failed to parse {file}: yaml: document contains excessive aliasing");
        if (tags.IsReset(node) || tags.IsOverride(node))
            _resets.Add(path.ToString().Split('.'));
        if (tags.IsReset(node))
            return null;
        return node switch
        {
            MapNode map => CopyMap(map, path),
            ListNode list => CopyList(list, path),
            _ => node.Clone(),
        };
    }

    private ListNode CopyList(ListNode list, TreePath path)
    {
        var copy = new ListNode { At = list.At };
        for (var i = 0; i < list.Items.Count; i++)
        {
            _indices.Push(i);
            if (Copy(list.Items[i], path.Item()) is { } item)
                copy.Items.Add(item);
            _indices.Pop();
        }
        return copy;
    }

    private MapNode CopyMap(MapNode map, TreePath path)
    {
        if (tags.OddKey(map) is { } odd)
        {
            var place = path.Length == 0 ? "at top level" : $"in {path.ToString([.. _indices.Reverse()])}";
            throw new ComposeException($"non-string key {place}: {(odd.IsNull ? "<nil>" : odd.ToString())} ({odd.At})");
        }
        var copy = new MapNode { At = map.At };
        foreach (var (key, value) in map.Entries)
        {
            if (key == "<<" || Copy(value, path.Next(key)) is not { } item)
                continue;
            copy[key] = item;
            copy.NoteKey(key, map.KeyAt(key));
        }
        if (map["<<"] is { } merged)
            foreach (var source in merged is ListNode several ? several.Items : [merged])
                Merge(copy, source, path);
        return copy;
    }

    /// <summary>Adds what <paramref name="source"/> has and <paramref name="target"/> has not.</summary>
    private void Merge(MapNode target, Node source, TreePath path)
    {
        if (source is not MapNode map)
            throw new ComposeException($"failed to parse {file}: yaml: line {source.At.Line}: map merge requires map or sequence of maps as the value ({source.At})");
        var copy = CopyMap(map, path);
        foreach (var (key, value) in copy.Entries)
        {
            if (target.Has(key))
                continue;
            target[key] = value;
            target.NoteKey(key, copy.KeyAt(key));
        }
    }
}
