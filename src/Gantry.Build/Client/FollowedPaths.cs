using Gantry.Build.Dockerfiles;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

namespace Gantry.Build.Client;

/// <summary>Paths that are wanted with everything they lead to: a symbolic link on the way is wanted, and so is its target, inside the same directory.</summary>
internal static class FollowedPaths
{
    private const int LinkLimit = 255;

    /// <summary>Finds them.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="paths">Paths in it; a name may have wildcards.</param>
    /// <returns>Plain paths and patterns; null: one leads to the whole directory.</returns>
    public static IReadOnlyList<string>? Find(RootedDirectory root, IEnumerable<string> paths)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
            if (!Follow(root, [], Components(path), found, 0)) return null;
        return [.. found];
    }

    /// <returns>Whether it leads to a part of the directory only.</returns>
    private static bool Follow(RootedDirectory root, IReadOnlyList<string> way, IReadOnlyList<string> left, SortedSet<string> found, int links)
    {
        if (left.Count == 0)
        {
            if (way.Count == 0) return false;
            found.Add(string.Join('/', way));
            return true;
        }

        var (name, rest) = (left[0], left.Skip(1).ToList());
        if (name == "..") return Follow(root, [.. way.SkipLast(1)], rest, found, links);
        if (!SourcePattern.HasWildcards(name)) return Step(root, [.. way, name], rest, found, links);
        using var directory = root.TryOpen(FileName.FromText(string.Join('/', way)), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out _);
        if (directory is null) return true;
        var pattern = new SourcePattern(name);
        foreach (var entry in DirectoryEntries.Names(directory).Select(FileName.ToText).Where(pattern.Matches))
            if (!Step(root, [.. way, entry], rest, found, links)) return false;
        return true;
    }

    private static bool Step(RootedDirectory root, IReadOnlyList<string> way, IReadOnlyList<string> rest, SortedSet<string> found, int links)
    {
        var path = string.Join('/', way);
        using var file = root.TryOpen(FileName.FromText(path), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, out _);
        if (file is null || At.Status(file).Kind != FileKind.SymbolicLink) return Follow(root, way, rest, found, links);
        found.Add(path);
        if (links >= LinkLimit) return true;
        var target = FileName.ToText(At.ReadLink(file, ""));
        return Follow(root, target.StartsWith('/') ? [] : [.. way.SkipLast(1)], [.. Components(target), .. rest], found, links + 1);
    }

    private static List<string> Components(string path) => [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(c => c != ".")];
}
