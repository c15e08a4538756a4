using Gantry.Build.Dockerfiles;

namespace Gantry.Build.Client;

/// <summary>Which files of a directory are sent: what fits the one rules, or all, but for what fits the others. The directories above a file go with it.</summary>
/// <param name="Included">Null: everything.</param>
/// <param name="Excluded">As in a <c>.dockerignore</c> file.</param>
internal sealed record FileSelection(IgnoreRules? Included, IgnoreRules Excluded)
{
    /// <summary>What is known of a directory's files before they are looked at: the default for the root.</summary>
    internal readonly record struct Above(IgnoreFinding Included, IgnoreFinding Excluded);

    /// <summary>Judges a path, in a walk that knows about the directory it is in.</summary>
    /// <param name="path">Relative to the root, with slashes.</param>
    /// <param name="above">What was found out about its directory.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    /// <param name="found">What holds for what is in it.</param>
    /// <returns>Whether it is sent, and whether something in it may be.</returns>
    public (bool IsSent, bool IsEntered) Judge(string path, in Above above, bool isDirectory, out Above found)
    {
        var excluded = Excluded.IsEmpty ? default : Excluded.Judge(path, above.Excluded);
        var included = Included is null ? default : Included.Judge(path, above.Included);
        found = new Above(included, excluded);
        var isSent = !excluded.IsMatch && (Included is null || included.IsMatch);
        if (!isDirectory) return (isSent, false);
        var canHold = !(excluded.IsMatch && (!Excluded.HasExceptions || Excluded.MatchesWhole(path))) && (Included is null || included.IsMatch || Included.CanMatchBelow(path));
        return (isSent, canHold);
    }
}
