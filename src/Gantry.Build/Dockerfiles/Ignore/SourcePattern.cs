using Gantry.Build.Dockerfiles.Ignore;
using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles;

/// <summary>A pattern of COPY's and ADD's sources, by the rules of Go's <c>filepath.Match</c>: a star stops at a slash, two stars are one.</summary>
public sealed class SourcePattern
{
    private readonly PathGlob _glob;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="GantryException">Invalid: it is malformed.</exception>
    public SourcePattern(string pattern) => _glob = new PathGlob(pattern, hasDeepStars: false);

    /// <summary>Whether a path has characters that make it a pattern.</summary>
    public static bool HasWildcards(string path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '\\') i++;
            else if (path[i] is '*' or '?' or '[') return true;
        }

        return false;
    }

    /// <summary>Whether a whole path fits.</summary>
    public bool Matches(string path) => _glob.Matches(path);
}
