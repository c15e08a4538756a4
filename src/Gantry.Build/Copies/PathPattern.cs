namespace Gantry.Build.Copies;

/// <summary>Patterns of COPY's and ADD's sources, by the rules of Go's filepath.Match: <c>*</c> and <c>?</c> stop at a slash, <c>[a-z]</c> and
/// <c>[^a-z]</c> are classes, a backslash takes the next character as it is.</summary>
internal static class PathPattern
{
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

    /// <summary>Whether the whole path fits the pattern. A malformed pattern fits nothing.</summary>
    public static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        while (pattern.Length > 0)
        {
            switch (pattern[0])
            {
                case '*':
                    pattern = pattern[1..];
                    for (var skip = 0; skip <= path.Length; skip++)
                    {
                        if (Fits(pattern, path[skip..])) return true;
                        if (skip < path.Length && path[skip] == '/') return false;
                    }

                    return false;
                case '?':
                    if (path.Length == 0 || path[0] == '/') return false;
                    pattern = pattern[1..];
                    break;
                case '[':
                    if (path.Length == 0 || path[0] == '/' || !TryClass(ref pattern, path[0], out var isIn) || !isIn) return false;
                    break;
                case '\\' when pattern.Length > 1:
                    if (path.Length == 0 || path[0] != pattern[1]) return false;
                    pattern = pattern[2..];
                    break;
                default:
                    if (path.Length == 0 || path[0] != pattern[0]) return false;
                    pattern = pattern[1..];
                    break;
            }

            path = path[1..];
        }

        return path.Length == 0;
    }

    private static bool TryClass(ref ReadOnlySpan<char> pattern, char character, out bool isIn)
    {
        isIn = false;
        var rest = pattern[1..];
        var isNegated = rest.Length > 0 && rest[0] == '^';
        if (isNegated) rest = rest[1..];
        for (var first = true; ; first = false)
        {
            if (rest.Length == 0) return false;
            if (rest[0] == ']' && !first) break;
            if (!TryBound(ref rest, out var low)) return false;
            var high = low;
            if (rest.Length > 0 && rest[0] == '-')
            {
                rest = rest[1..];
                if (!TryBound(ref rest, out high)) return false;
            }

            isIn |= low <= character && character <= high;
        }

        isIn ^= isNegated;
        pattern = rest[1..];
        return true;
    }

    private static bool TryBound(ref ReadOnlySpan<char> rest, out char bound)
    {
        bound = default;
        if (rest.Length > 0 && rest[0] == '\\') rest = rest[1..];
        else if (rest.Length == 0 || rest[0] is '-' or ']') return false;
        if (rest.Length == 0) return false;
        bound = rest[0];
        rest = rest[1..];
        return true;
    }
}
