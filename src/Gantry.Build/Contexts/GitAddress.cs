using Gantry.Oci.Errors;
using Gantry.Oci.Text;

namespace Gantry.Build.Contexts;

/// <summary>A git repository as clients name it: <c>https://host/path.git#reference:directory</c>.</summary>
/// <param name="Remote">What git clones.</param>
/// <param name="Reference">A branch, tag or commit; empty: the remote's default.</param>
/// <param name="Directory">The part of the repository that is meant; empty: all.</param>
public sealed record GitAddress(string Remote, string Reference, string Directory)
{
    /// <summary>What the commit's name has to begin with; empty: anything.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>Whether the checkout keeps its <c>.git</c>.</summary>
    public bool KeepsGitDirectory { get; init; }

    /// <summary>Reads one; null for what is none.</summary>
    /// <exception cref="GantryException">Invalid: it asks for what is not known, or for two things at once; in BuildKit's words.</exception>
    public static GitAddress? TryParse(string text)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var (remote, fragment) = hash < 0 ? (text, "") : (text[..hash], text[(hash + 1)..]);
        var question = remote.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? "" : remote[(question + 1)..];
        if (question >= 0) remote = remote[..question];
        if (!IsGit(remote)) return null;
        if (remote.StartsWith("github.com/", StringComparison.Ordinal)) remote = "https://" + remote;
        var colon = fragment.IndexOf(':', StringComparison.Ordinal);
        var address = colon < 0 ? new GitAddress(remote, fragment, "") : new GitAddress(remote, fragment[..colon], fragment[(colon + 1)..]);
        return query.Split('&', StringSplitOptions.RemoveEmptyEntries).Aggregate(address, (known, part) => known.With(part.Split('=', 2)));
    }

    private GitAddress With(string[] part)
    {
        var (key, value) = (part[0], part.Length > 1 ? Uri.UnescapeDataString(part[1]) : "");
        if (key is not ("ref" or "branch" or "tag" or "subdir" or "checksum" or "commit" or "keep-git-dir")) throw new GantryException(ErrorKind.Invalid, $"unexpected query {GoQuote.Of(key)}");
        if (value.Length == 0 && key != "keep-git-dir") throw new GantryException(ErrorKind.Invalid, $"query {GoQuote.Of(key)} has no value");
        return key switch
        {
            "ref" => this with { Reference = One(Reference, value, "ref") },
            "branch" => this with { Reference = One(Reference, "refs/heads/" + value, "ref") },
            "tag" => this with { Reference = One(Reference, "refs/tags/" + value, "ref") },
            "subdir" => this with { Directory = One(Directory, value, "subdir") },
            "keep-git-dir" => this with { KeepsGitDirectory = value is "" or "1" or "t" or "T" or "true" or "TRUE" or "True" },
            _ => this with { Checksum = value },
        };
    }

    private static string One(string old, string value, string what) =>
        old.Length == 0 || old == value ? value : throw new GantryException(ErrorKind.Invalid, $"{what} conflicts: {GoQuote.Of(old)} vs {GoQuote.Of(value)}");

    private static bool IsGit(string remote) =>
        remote.StartsWith("git://", StringComparison.Ordinal)
        || remote.StartsWith("git@", StringComparison.Ordinal)
        || remote.StartsWith("ssh://", StringComparison.Ordinal)
        || remote.StartsWith("github.com/", StringComparison.Ordinal)
        || ((remote.StartsWith("http://", StringComparison.Ordinal) || remote.StartsWith("https://", StringComparison.Ordinal)) && remote.EndsWith(".git", StringComparison.Ordinal));
}
