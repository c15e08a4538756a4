namespace Gantry.Compose.Loading;

/// <summary>Finds the Compose files nobody named.</summary>
internal static class FileDiscovery
{
    private static readonly string[] Names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

    private static readonly string[] OverrideNames =
        ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

    /// <summary>The first Compose file and its override in <paramref name="directory"/>, or in the nearest directory above; empty when there is none.</summary>
    public static IReadOnlyList<string> Find(string directory, Action<string> warn)
    {
        for (var place = directory; place is not null; place = Path.GetDirectoryName(place))
        {
            var found = In(place, Names);
            if (found.Count == 0)
                continue;
            WarnOfMany(found, "config", warn);
            var overrides = In(place, OverrideNames);
            WarnOfMany(overrides, "override", warn);
            return [found[0], .. overrides.Take(1)];
        }
        return [];
    }

    private static void WarnOfMany(List<string> files, string what, Action<string> warn)
    {
        if (files.Count < 2)
            return;
        warn($"Found multiple {what} files with supported names: {string.Join(", ", files)}");
        warn($"Using {files[0]}");
    }

    private static List<string> In(string directory, string[] names) => [.. names.Select(name => Path.Combine(directory, name)).Where(File.Exists)];
}
