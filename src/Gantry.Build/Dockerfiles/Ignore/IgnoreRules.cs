using Gantry.Build.Dockerfiles.Ignore;
using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles;

/// <summary>The rules of a <c>.dockerignore</c> file, which are also those of COPY's <c>--exclude</c> and of file synchronisation: patterns in order, the last that
/// fits decides, an exclamation mark takes back; what fits a directory fits all below it.</summary>
/// <remarks>https://docs.docker.com/build/concepts/context/#dockerignore-files.</remarks>
public sealed class IgnoreRules
{
    private readonly List<Rule> _rules = [];

    private IgnoreRules()
    {
    }

    /// <summary>No rules: nothing fits.</summary>
    public static IgnoreRules None { get; } = new();

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _rules.Count == 0;

    /// <summary>Whether some take back what others take: then below a directory that fits may be something that does not.</summary>
    public bool HasExceptions => _rules.Exists(r => r.IsException);

    /// <summary>The patterns as they are used, exceptions with their exclamation mark.</summary>
    public IEnumerable<string> Patterns => _rules.Select(r => (r.IsException ? "!" : "") + r.Pattern);

    /// <summary>Reads a file of them: a pattern a line, a number sign at the very beginning of a line makes it a comment.</summary>
    /// <exception cref="GantryException">Invalid: a pattern is malformed.</exception>
    public static IgnoreRules Parse(string text) => Of(ReadPatterns(text));

    /// <summary>The patterns of such a file, cleaned, as clients send them.</summary>
    public static IReadOnlyList<string> ReadPatterns(string text) =>
        [.. text.TrimStart('\uFEFF').Split('\n').Where(l => !l.StartsWith('#')).Select(l => l.Trim()).Where(l => l.Length > 0).Select(Cleaned)];

    /// <summary>Takes patterns as they are.</summary>
    /// <exception cref="GantryException">Invalid: a pattern is malformed.</exception>
    public static IgnoreRules Of(IEnumerable<string> patterns)
    {
        var rules = new IgnoreRules();
        foreach (var pattern in patterns.Select(p => p.Trim()).Where(p => p.Length > 0).Select(CleanPath.Of))
        {
            if (pattern == "!") throw new GantryException(ErrorKind.Invalid, "illegal exclusion pattern: \"!\"");
            var isException = pattern[0] == '!';
            var path = isException ? pattern[1..] : pattern;
            rules._rules.Add(new Rule(path, new PathGlob(path, hasDeepStars: true), isException));
        }

        return rules;
    }

    /// <summary>Whether a path, or a directory above it, fits. The root never does.</summary>
    /// <param name="path">Relative to the root, with slashes.</param>
    public bool Matches(string path)
    {
        var prefixes = Prefixes(path);
        var isMatch = false;
        foreach (var rule in _rules)
        {
            // One that would say what is said already need not be asked.
            if (rule.IsException == isMatch && rule.Fits(prefixes)) isMatch = !rule.IsException;
        }

        return isMatch;
    }

    /// <summary>Whether a path fits, in a walk that knows about the directory it is in. Gives the same answers as <see cref="Matches"/>, faster.</summary>
    /// <param name="path">Relative to the root, with slashes.</param>
    /// <param name="directory">What was found out about its directory; the default for what is in the root.</param>
    public IgnoreFinding Judge(string path, IgnoreFinding directory = default)
    {
        var fitting = new bool[_rules.Count];
        var isMatch = false;
        for (var i = 0; i < fitting.Length; i++)
        {
            fitting[i] = directory.Fitting?[i] == true || _rules[i].Glob.Matches(path);
            if (fitting[i]) isMatch = !_rules[i].IsException;
        }

        return new IgnoreFinding(isMatch, fitting);
    }

    /// <summary>Whether a directory and all below it fit, so that a walk may pass it over: no later exception can fit anything below it.</summary>
    /// <param name="directory">Relative to the root, with slashes.</param>
    public bool MatchesWhole(string directory)
    {
        var prefixes = Prefixes(directory);
        var last = _rules.FindLastIndex(r => r.Fits(prefixes));
        return last >= 0 && !_rules[last].IsException && !_rules.Skip(last).Any(r => r.IsException && r.Glob.CanMatchBelow(prefixes[^1]));
    }

    /// <summary>Whether something below a directory can fit, or the directory itself does.</summary>
    /// <param name="directory">Relative to the root, with slashes.</param>
    public bool CanMatchBelow(string directory)
    {
        var prefixes = Prefixes(directory);
        return prefixes.Length == 0 ? !IsEmpty : Matches(directory) || _rules.Exists(r => !r.IsException && r.Glob.CanMatchBelow(prefixes[^1]));
    }

    /// <summary>Whether a source of COPY fits as it is written: a dot before it or a slash make it another path.</summary>
    internal bool MatchesAsWritten(string source)
    {
        var parent = CleanPath.Of(source[..(source.LastIndexOf('/') + 1)]);
        string[] prefixes = parent == "." ? [source] : [.. Prefixes(parent), source];
        return _rules.FindLast(r => r.Fits(prefixes)) is { IsException: false };
    }

    private static string Cleaned(string line)
    {
        var isException = line[0] == '!';
        var path = isException ? line[1..].Trim() : line;
        if (path.Length > 0) path = CleanPath.Of(path);
        if (path.Length > 1 && path[0] == '/') path = path[1..];
        return isException ? "!" + path : path;
    }

    /// <summary>The directories above a path from the root down, and at last itself.</summary>
    private static string[] Prefixes(string path)
    {
        path = path.Trim('/');
        if (path.Length == 0 || path == ".") return [];
        var prefixes = new List<string>();
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1)) prefixes.Add(path[..slash]);
        return [.. prefixes, path];
    }

    private sealed record Rule(string Pattern, PathGlob Glob, bool IsException)
    {
        public bool Fits(string[] prefixes) => Array.Exists(prefixes, Glob.Matches);
    }
}

/// <summary>What a walk finds out about a path.</summary>
/// <param name="IsMatch">Whether it fits.</param>
/// <param name="Fitting">Which of the rules fit it or a directory above it; null for the root.</param>
public readonly record struct IgnoreFinding(bool IsMatch, IReadOnlyList<bool>? Fitting);
