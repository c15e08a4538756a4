namespace Gantry.Build;

/// <summary>Absolute paths as text.</summary>
internal static class PathText
{
    /// <summary>A path without ".", ".." and doubled slashes; it does not leave the root.</summary>
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

        return "/" + string.Join('/', components);
    }

    /// <summary>A path, and where it is relative, below a directory. A slash at its end stays.</summary>
    public static string Join(string directory, string path) => path.StartsWith('/') ? path : $"/{directory.Trim('/')}/{path}";
}
