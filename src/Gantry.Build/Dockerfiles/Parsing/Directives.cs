using System.Text.RegularExpressions;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>The parser directives: comments of the form <c>name=value</c> above everything else.</summary>
internal sealed partial record Directives(char Escape, string? Syntax, string? Check, int LineCount)
{
    private static readonly HashSet<string> Known = ["syntax", "escape", "check"];

    /// <exception cref="DockerfileException">One stands there twice, or is malformed.</exception>
    public static Directives Read(IReadOnlyList<string> lines)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var count = 0;
        if (lines.Count > 0 && lines[0].StartsWith("#!", StringComparison.Ordinal)) count++;
        var escape = '\\';
        for (; count < lines.Count; count++)
        {
            if (!lines[count].StartsWith('#') || Form().Match(lines[count][1..].TrimStart()) is not { Success: true } match) break;
            var name = match.Groups[1].Value.ToLowerInvariant();
            if (!Known.Contains(name)) break;
            var range = new LineRange(count + 1, count + 1);
            if (!values.TryAdd(name, match.Groups[2].Value)) throw new DockerfileException($"only one {name} parser directive can be used", range);
            if (name != "escape") continue;
            if (values[name] is not ("\\" or "`")) throw new DockerfileException($"invalid escape token '{values[name]}' does not match ` or \\", range);
            escape = values[name][0];
        }

        return new Directives(escape, values.GetValueOrDefault("syntax")?.Split(' ')[0], values.GetValueOrDefault("check"), count);
    }

    [GeneratedRegex(@"^([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$")]
    private static partial Regex Form();
}
