using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Merging;

/// <summary>Merges the address pools of a network: those of the same subnet are one.</summary>
internal static class PoolMerge
{
    public static Node Merge(Node earlier, Node later, TreePath path)
    {
        if (earlier is not ListNode first || later is not ListNode second)
            throw new ComposeException($"{path}: must be a list ({later.At})");
        var pools = new List<MapNode>();
        foreach (var own in first.Items.OfType<MapNode>())
            foreach (var other in second.Items.OfType<MapNode>())
                Add(pools, own, other, path);
        return new ListNode(pools) { At = first.At };
    }

    private static void Add(List<MapNode> pools, MapNode own, MapNode other, TreePath path)
    {
        if (Subnet(own) != Subnet(other) && !pools.Exists(pool => Subnet(pool) == Subnet(other)))
        {
            pools.Add(other);
            return;
        }
        var merged = TreeMerge.Mappings(own, other, path);
        var place = pools.FindIndex(pool => Subnet(pool) == Subnet(merged));
        if (place < 0)
            pools.Add(merged);
        else
            pools[place] = merged;
    }

    private static string? Subnet(MapNode pool) => pool.Text("subnet");
}
