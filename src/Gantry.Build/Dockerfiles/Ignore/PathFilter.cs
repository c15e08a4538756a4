namespace Gantry.Build.Dockerfiles;

/// <summary>Which files of a tree are taken: those that fit the one rules and do not fit the other.</summary>
/// <param name="includes">What is taken; without rules, all.</param>
/// <param name="excludes">What is left out of that.</param>
public sealed class PathFilter(IgnoreRules includes, IgnoreRules excludes)
{
    /// <summary>Whether a path is taken. A directory that is not may still be needed, for what is taken below it.</summary>
    /// <param name="path">Relative to the root, with slashes.</param>
    public bool Selects(string path) => (includes.IsEmpty || includes.Matches(path)) && !excludes.Matches(path);

    /// <summary>Whether something below a directory can be taken; otherwise a walk may pass it over.</summary>
    /// <param name="directory">Relative to the root, with slashes.</param>
    public bool Enters(string directory) => (includes.IsEmpty || includes.CanMatchBelow(directory)) && !excludes.MatchesWhole(directory);
}
