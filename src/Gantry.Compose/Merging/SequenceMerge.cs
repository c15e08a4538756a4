using Gantry.Compose.Tree;

namespace Gantry.Compose.Merging;

/// <summary>Merges values that may be a mapping or a list of KEY=VALUE, as lists.</summary>
internal static class SequenceMerge
{
    public static Node Append(Node earlier, Node later, TreePath path)
    {
        var list = Sequence(earlier);
        list.Items.AddRange(Sequence(later).Items);
        return list;
    }

    /// <summary>Appends only what the earlier list does not have.</summary>
    public static Node AppendNew(Node earlier, Node later, TreePath path)
    {
        var list = Sequence(earlier);
        var known = list.Items.Select(item => item.ToString()).ToHashSet();
        list.Items.AddRange(Sequence(later).Items.Where(item => !known.Contains(item.ToString())));
        return list;
    }

    private static ListNode Sequence(Node node) => node switch
    {
        ListNode list => list,
        MapNode map => new ListNode(map.Entries.SelectMany(Lines).OrderBy(line => line.ToString(), StringComparer.Ordinal)) { At = map.At },
        ScalarNode { Text: not null } => new ListNode([node]) { At = node.At },
        _ => new ListNode { At = node.At },
    };

    private static IEnumerable<Node> Lines(KeyValuePair<string, Node> entry) => entry.Value switch
    {
        ListNode list => list.Items.Select(item => Line($"{entry.Key}={item}", item)),
        { IsNull: true } none => [Line(entry.Key, none)],
        var value => [Line($"{entry.Key}={value}", value)],
    };

    private static ScalarNode Line(string text, Node source) => new(text) { At = source.At };
}
