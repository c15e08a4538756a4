namespace Gantry.Engine.Containers.Trees;

/// <summary>Paths as clients write them.</summary>
internal static class TreePath
{
    /// <summary>An absolute path without ".", ".." and doubled slashes; a slash or "/." at the end is kept, since it says "what the link leads to".</summary>
    public static string Clean(string path)
    {
        var components = new List<string>();
        foreach (var component in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (component == "..")
            {
                if (components.Count > 0) components.RemoveAt(components.Count - 1);
            }
            else if (component != ".")
            {
                components.Add(component);
            }
        }

        var clean = "/" + string.Join('/', components);
        if (components.Count == 0) return clean;
        return path.EndsWith("/.", StringComparison.Ordinal) ? clean + "/." : path.EndsWith('/') ? clean + "/" : clean;
    }

    /// <summary>The last component as Go's filepath.Base has it: "/" for the root, "." for a path that ends in "/.".</summary>
    public static string Name(string path)
    {
        var trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }
}
