using System.Text;
using System.Text.RegularExpressions;

using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles;

/// <summary>The patterns of <c>${x#p}</c>, <c>${x%p}</c> and <c>${x/p/r}</c>: <c>*</c> is anything, <c>?</c> one character, a backslash takes their meaning away.</summary>
internal static class ShellPattern
{
    /// <summary>Without what fits at the beginning, the shortest or the longest.</summary>
    public static string TrimStart(string value, string pattern, bool isLongest)
    {
        var match = Build(pattern, isLongest, isAnchored: true).Match(value);
        return match.Success ? value[match.Length..] : value;
    }

    /// <summary>Without what fits at the end. Expressions look for the leftmost match, so both are turned round.</summary>
    public static string TrimEnd(string value, string pattern, bool isLongest) => Reverse(TrimStart(Reverse(value), ReversePattern(pattern), isLongest));

    /// <summary>With the first, or every, longest match replaced.</summary>
    public static string Replace(string value, string pattern, string replacement, bool all)
    {
        var expression = Build(pattern, isLongest: true, isAnchored: false);
        return all ? expression.Replace(value, _ => replacement) : expression.Replace(value, _ => replacement, 1);
    }

    private static Regex Build(string pattern, bool isLongest, bool isAnchored)
    {
        var expression = new StringBuilder(isAnchored ? "^" : "");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    expression.Append(isLongest ? ".*" : ".*?");
                    break;
                case '?':
                    expression.Append('.');
                    break;
                // What closes the substitution had to be escaped there, which says nothing here.
                case '\\' when i + 1 < pattern.Length && pattern[i + 1] is '}' or '/':
                    break;
                case '\\':
                    i++;
                    if (i >= pattern.Length || pattern[i] is not ('*' or '?' or '\\'))
                    {
                        throw new GantryException(
                            ErrorKind.Invalid, $"invalid pattern ({pattern}) in substitution: invalid escape '\\{(i < pattern.Length ? pattern[i] : '\uFFFD')}'");
                    }

                    expression.Append('\\').Append(pattern[i]);
                    break;
                default:
                    expression.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        // Linear in the text's length, whatever pattern a Dockerfile has.
        return new Regex(expression.ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    private static string Reverse(string text) => string.Concat(text.Reverse());

    private static string ReversePattern(string pattern)
    {
        var reversed = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var unit = pattern[i] == '\\' && i + 1 < pattern.Length ? pattern.Substring(i++, 2) : pattern[i].ToString();
            reversed.Insert(0, unit);
        }

        return reversed.ToString();
    }
}
