namespace Gantry.Build.Contexts;

/// <summary>A git repository as clients name it: <c>https://host/path.git#reference:directory</c>.</summary>
/// <param name="Remote">What git clones.</param>
/// <param name="Reference">A branch, tag or commit; empty: the remote's default.</param>
/// <param name="Directory">The part of the repository that is meant; empty: all.</param>
public sealed record GitAddress(string Remote, string Reference, string Directory)
{
    /// <summary>Reads one; null for what is none.</summary>
    public static GitAddress? TryParse(string text)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var (remote, fragment) = hash < 0 ? (text, "") : (text[..hash], text[(hash + 1)..]);
        if (!IsGit(remote)) return null;
        if (remote.StartsWith("github.com/", StringComparison.Ordinal)) remote = "https://" + remote;
        var colon = fragment.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new GitAddress(remote, fragment, "") : new GitAddress(remote, fragment[..colon], fragment[(colon + 1)..]);
    }

    private static bool IsGit(string remote) =>
        remote.StartsWith("git://", StringComparison.Ordinal)
        || remote.StartsWith("git@", StringComparison.Ordinal)
        || remote.StartsWith("ssh://", StringComparison.Ordinal)
        || remote.StartsWith("github.com/", StringComparison.Ordinal)
        || ((remote.StartsWith("http://", StringComparison.Ordinal) || remote.StartsWith("https://", StringComparison.Ordinal)) && remote.EndsWith(".git", StringComparison.Ordinal));
}
