using System.Text;
using System.Text.RegularExpressions;

using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles;

/// <summary>The rules of a <c>.dockerignore</c> file, which are also those of COPY's <c>--exclude</c> and of file synchronisation: patterns in order, the last that fits
/// decides, an exclamation mark takes back; what fits a directory fits all below it.</summary>
public sealed class IgnoreRules
{
    private readonly List<Rule> _rules = [];

    private IgnoreRules()
    {
    }

    /// <summary>Whether there are any.</summary>
    public bool IsEmpty => _rules.Count == 0;

    /// <summary>Whether some take back what others take: then below a directory that fits may be something that does not.</summary>
    public bool HasExceptions => _rules.Exists(r => r.IsException);

    /// <summary>Reads a file of them: a pattern a line, comments begin with a number sign.</summary>
    /// <exception cref="GantryException">Invalid: a pattern is malformed.</exception>
    public static IgnoreRules Parse(string text)
    {
        var lines = (text.StartsWith('\uFEFF') ? text[1..] : text).Split('\n');
        return Of(lines.Where(l => !l.StartsWith('#')).Select(Cleaned).Where(l => l.Length > 0));
    }

    /// <summary>Takes patterns as they are.</summary>
    /// <exception cref="GantryException">Invalid: a pattern is malformed.</exception>
    public static IgnoreRules Of(IEnumerable<string> patterns)
    {
        var rules = new IgnoreRules();
        foreach (var pattern in patterns.Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            var isException = pattern.StartsWith('!');
            var path = Clean(isException ? pattern[1..] : pattern);
            if (isException && pattern.Length == 1) throw new GantryException(ErrorKind.Invalid, "illegal exclusion pattern: \"!\"");
            rules._rules.Add(new Rule(Build(path), isException));
        }

        return rules;
    }

    /// <summary>Whether a path, or a directory above it, fits.</summary>
    /// <param name="path">Relative, with slashes.</param>
    public bool Matches(string path)
    {
        path = path.Trim('/');
        var isMatch = false;
        string[]? components = null;
        foreach (var rule in _rules)
        {
            // One that would say what is said already need not be asked.
            if (rule.IsException != isMatch) continue;
            var fits = rule.Expression.IsMatch(path);
            for (var depth = 1; !fits && depth < (components ??= path.Split('/')).Length; depth++)
                fits = rule.Expression.IsMatch(string.Join('/', components[..depth]));
            if (fits) isMatch = !rule.IsException;
        }

        return isMatch;
    }

    private static string Cleaned(string line)
    {
        line = line.Trim();
        if (line.Length == 0) return line;
        var isException = line.StartsWith('!');
        var path = (isException ? line[1..] : line).Trim();
        if (path.Length == 0) return line;
        path = Clean(path);
        if (path.Length > 1 && path.StartsWith('/')) path = path[1..];
        return isException ? "!" + path : path;
    }

    /// <summary>A path without empty and dotted components, as Go's filepath.Clean makes it.</summary>
    private static string Clean(string path)
    {
        var isAbsolute = path.StartsWith('/');
        var components = new List<string>();
        foreach (var component in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (component == ".." && components.Count > 0 && components[^1] != "..") components.RemoveAt(components.Count - 1);
            else if (component == ".." && isAbsolute) continue;
            else if (component != ".") components.Add(component);
        }

        var clean = string.Join('/', components);
        return isAbsolute ? "/" + clean : clean.Length == 0 ? "." : clean;
    }

    private static Regex Build(string pattern)
    {
        var expression = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    i++;
                    // "**/" is also no directory at all.
                    if (i + 1 < pattern.Length && pattern[i + 1] == '/') i++;
                    expression.Append(i + 1 == pattern.Length ? ".*" : "(.*/)?");
                    break;
                case '*':
                    expression.Append("[^/]*");
                    break;
                case '?':
                    expression.Append("[^/]");
                    break;
                case '\\' when i + 1 < pattern.Length:
                    expression.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                case '[':
                    var end = pattern.IndexOf(']', i + 2 < pattern.Length ? i + 2 : i);
                    if (end < 0) throw new GantryException(ErrorKind.Invalid, $"syntax error in pattern: {pattern}");
                    expression.Append('[').Append(pattern[(i + 1)..end].Replace("[", "\\[", StringComparison.Ordinal)).Append(']');
                    i = end;
                    break;
                default:
                    expression.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        try
        {
            return new Regex(expression.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
        }
        catch (ArgumentException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"syntax error in pattern: {pattern}", e);
        }
    }

    private sealed record Rule(Regex Expression, bool IsException);
}
