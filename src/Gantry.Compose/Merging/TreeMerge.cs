using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Merging;

/// <summary>Merges a later file or service into an earlier one: mappings by key, lists one after the other, scalars replaced, and the rest by attribute.</summary>
internal static class TreeMerge
{
    /// <summary>Merges two values at a path.</summary>
    public delegate Node Merger(Node earlier, Node later, TreePath path);

    private static readonly PathTable<Merger> Special = new(
        ("networks.*.ipam.config", PoolMerge.Merge),
        ("networks.*.labels", SequenceMerge.Append),
        ("volumes.*.labels", SequenceMerge.Append),
        ("services.*.annotations", SequenceMerge.Append),
        ("services.*.build", Build),
        ("services.*.build.args", SequenceMerge.Append),
        ("services.*.build.additional_contexts", SequenceMerge.Append),
        ("services.*.build.extra_hosts", SequenceMerge.AppendNew),
        ("services.*.build.labels", SequenceMerge.Append),
        ("services.*.command", Replace),
        ("services.*.depends_on", (earlier, later, path) => Mappings(Named(earlier, NewDependency), Named(later, NewDependency), path)),
        ("services.*.deploy.labels", SequenceMerge.Append),
        ("services.*.dns", SequenceMerge.Append),
        ("services.*.dns_opt", SequenceMerge.Append),
        ("services.*.dns_search", SequenceMerge.Append),
        ("services.*.entrypoint", Replace),
        ("services.*.env_file", SequenceMerge.Append),
        ("services.*.label_file", SequenceMerge.Append),
        ("services.*.environment", SequenceMerge.Append),
        ("services.*.extra_hosts", SequenceMerge.AppendNew),
        ("services.*.healthcheck.test", Replace),
        ("services.*.labels", SequenceMerge.Append),
        ("services.*.volumes.*.volume.labels", SequenceMerge.Append),
        ("services.*.logging", Logging),
        ("services.*.models", (earlier, later, path) => Mappings(Named(earlier, NoValue), Named(later, NoValue), path)),
        ("services.*.networks", (earlier, later, path) => Mappings(Named(earlier, NoValue), Named(later, NoValue), path)),
        ("services.*.sysctls", SequenceMerge.Append),
        ("services.*.tmpfs", SequenceMerge.Append),
        ("services.*.ulimits.*", Replace));

    /// <summary>What both files make of the project.</summary>
    public static MapNode Files(MapNode earlier, MapNode later) => (MapNode)Merge(earlier, later, TreePath.Root);

    /// <summary>What a service that extends <paramref name="earlier"/> is.</summary>
    public static MapNode Services(MapNode earlier, MapNode later) => (MapNode)Merge(earlier, later, TreePath.Of("services", "x"));

    /// <summary>Merges the keys of two mappings into the first.</summary>
    public static MapNode Mappings(MapNode earlier, MapNode later, TreePath path)
    {
        foreach (var (key, value) in later.Entries)
        {
            earlier[key] = earlier[key] is { } own ? Merge(own, value, path.Next(key)) : value;
            earlier.NoteKey(key, later.KeyAt(key));
        }
        return earlier;
    }

    private static Node Merge(Node earlier, Node later, TreePath path)
    {
        if (Special.Find(path) is { } special)
            return special(earlier, later, path);
        if (later.IsNull)
            return earlier;
        switch (earlier, later)
        {
            case (MapNode first, MapNode second):
                return Mappings(first, second, path);
            case (ListNode first, ListNode second):
                first.Items.AddRange(second.Items);
                return first;
            case (ScalarNode, _):
                return later;
            default:
                throw new ComposeException($"cannot override {path} ({later.At})");
        }
    }

    private static Node Replace(Node earlier, Node later, TreePath path) => later;

    private static MapNode Build(Node earlier, Node later, TreePath path) => Mappings(AsBuild(earlier), AsBuild(later), path);

    private static MapNode AsBuild(Node node) =>
        node as MapNode ?? (node is ScalarNode { Text: not null } ? new MapNode { At = node.At, ["context"] = node } : new MapNode { At = node.At });

    /// <summary>The options of a logging driver are merged only when both mean the same one.</summary>
    private static Node Logging(Node earlier, Node later, TreePath path)
    {
        if (earlier is not MapNode first || later is not MapNode second)
            return later;
        var (own, other) = (first.Text("driver"), second.Text("driver"));
        return own == other || own is null || other is null ? Mappings(first, second, path) : second;
    }

    private static MapNode Named(Node node, Func<Position, Node> value)
    {
        if (node is MapNode map)
            return map;
        var named = new MapNode { At = node.At };
        if (node is ListNode list)
            foreach (var item in list.Items)
                named[item.ToString() ?? ""] = value(item.At);
        return named;
    }

    private static ScalarNode NoValue(Position at) => new(null) { At = at };

    private static MapNode NewDependency(Position at) => new()
    {
        At = at,
        ["condition"] = new ScalarNode("service_started") { At = at },
        ["required"] = new ScalarNode(true) { At = at },
    };
}
