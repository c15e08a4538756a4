namespace Gantry.Compose.Normalization;

/// <summary>Paths without . and .. and doubled slashes, by their text alone.</summary>
internal static class CleanPath
{
    public static string Of(string path)
    {
        if (path.Length == 0)
            return ".";
        var rooted = path[0] == '/';
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (!rooted)
                parts.Add(part);
        }
        var text = string.Join('/', parts);
        return rooted ? "/" + text : text.Length == 0 ? "." : text;
    }

    /// <summary><paramref name="path"/> in <paramref name="directory"/>, cleaned.</summary>
    public static string Join(string directory, string path) => Of(directory.Length == 0 ? path : path.Length == 0 ? directory : $"{directory}/{path}");
}
