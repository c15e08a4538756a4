using Gantry.Linux.Files;
using Gantry.Oci.Errors;

namespace Gantry.Storage.Diff;

/// <summary>Paths of archive entries, made plain: no leading slash, no "." and no "..".</summary>
internal static class EntryPath
{
    /// <summary>The plain path, empty for the root; null when it leads out of the tree.</summary>
    public static string? Clean(string path)
    {
        if (IsPlain(path)) return path;
        var absolute = path.StartsWith('/');
        var components = new List<string>();
        foreach (var component in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (component == ".") continue;
            if (component != "..") components.Add(component);
            else if (components.Count > 0) components.RemoveAt(components.Count - 1);
            else if (!absolute) return null;
        }

        return string.Join('/', components);
    }

    /// <summary>The plain path of an entry.</summary>
    /// <exception cref="GantryException">Invalid: it leads out of the tree.</exception>
    public static string OfEntry(string name) =>
        Clean(name) ?? throw new GantryException(ErrorKind.Invalid, $"invalid entry name \"{FileName.ToText(name)}\"");

    /// <summary>The plain path a hard link points to.</summary>
    /// <exception cref="GantryException">Invalid: it leads out of the tree.</exception>
    public static string OfHardLink(string target) =>
        Clean(target) is { Length: > 0 } path ? path : throw new GantryException(ErrorKind.Invalid, $"invalid hardlink target \"{FileName.ToText(target)}\"");

    /// <summary>The directory and the last component.</summary>
    public static (string Directory, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }

    private static bool IsPlain(string path)
    {
        var start = 0;
        while (true)
        {
            var slash = path.IndexOf('/', start);
            var component = slash < 0 ? path.AsSpan(start) : path.AsSpan(start, slash - start);
            if (component.Length == 0 || component is "." or "..") return false;
            if (slash < 0) return true;
            start = slash + 1;
        }
    }
}
