using Gantry.Compose.Tree;

namespace Gantry.Compose.Normalization;

/// <summary>Adds the values attributes have when a file does not say them.</summary>
internal static class Defaults
{
    private static readonly PathTable<TreeWalk.Rule> Rules = new(
        ("services.*.build", (node, _) => With(node, "context", ".")),
        ("services.*.secrets.*", (node, _) => With(node, "target", $"/run/secrets/{(node as MapNode)?["source"]}")),
        ("services.*.ports.*", (node, _) => With(With(node, "protocol", "tcp"), "mode", "ingress")),
        ("services.*.deploy.resources.reservations.devices.*", (node, _) => Device(node)),
        ("services.*.gpus.*", (node, _) => Device(node)));

    /// <summary>Adds them to <paramref name="root"/>, which is in its long form.</summary>
    public static void Apply(MapNode root) => TreeWalk.Apply(root, TreePath.Root, Rules);

    private static Node Device(Node node) => node is MapNode map && map.Has("device_ids") ? map : With(node, "count", "all");

    private static Node With(Node node, string key, string value)
    {
        if (node is MapNode map && !map.Has(key))
            map[key] = new ScalarNode(value) { At = node.At };
        return node;
    }
}
