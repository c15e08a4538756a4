using Gantry.Compose.Tree;

namespace Gantry.Compose.Loading;

/// <summary>Takes the values out of earlier files that a later one marks !reset or !override.</summary>
internal static class Resets
{
    public static void Apply(MapNode root, IReadOnlyList<string[]> paths)
    {
        if (paths.Count > 0)
            Apply(root, TreePath.Root, paths);
    }

    private static void Apply(MapNode map, TreePath path, IReadOnlyList<string[]> paths)
    {
        foreach (var key in map.Keys)
        {
            var next = path.Next(key);
            if (paths.Any(reset => next.Matches(reset)))
                map.Remove(key);
            else if (map.Map(key) is { } inner)
                Apply(inner, next, paths);
        }
    }
}
