namespace Gantry.Compose.Tree;

/// <summary>Replaces the values of a tree that a table has a rule for; a rule ends the way down.</summary>
internal static class TreeWalk
{
    /// <summary>A rule: what stands for the value at the path.</summary>
    public delegate Node Rule(Node node, TreePath path);

    public static Node Apply(Node node, TreePath path, PathTable<Rule> rules) =>
        rules.Find(path) is { } rule ? rule(node, path) : Children(node, path, rules);

    /// <summary>Applies the rules below <paramref name="node"/> only.</summary>
    public static Node Children(Node node, TreePath path, PathTable<Rule> rules)
    {
        switch (node)
        {
            case MapNode map:
                foreach (var key in map.Keys)
                    map[key] = Apply(map[key]!, path.Next(key), rules);
                break;
            case ListNode list:
                for (var i = 0; i < list.Items.Count; i++)
                    list.Items[i] = Apply(list.Items[i], path.Item(), rules);
                break;
        }
        return node;
    }
}
