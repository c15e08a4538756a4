using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>The parser directives: comments of the form <c>name=value</c> above everything else.</summary>
/// <remarks>https://docs.docker.com/reference/dockerfile/#parser-directives.</remarks>
internal sealed partial class Directives
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private bool _isOver;

    /// <summary>What continues lines and escapes.</summary>
    public char Escape { get; private set; } = '\\';

    /// <summary>Looks whether a line is one; the first that is none ends them.</summary>
    /// <param name="line">The line without blanks before it and without its end.</param>
    /// <exception cref="DockerfileException">It stands there twice, or is malformed. It names no lines.</exception>
    public bool TryRead(string line)
    {
        if (TryRead(line, HashForm()) is not var (name, value)) return false;
        if (name != "escape") return true;
        if (value is not ("\\" or "`")) throw new DockerfileException($"invalid escape token '{value}' does not match ` or \\", isMalformed: true);
        Escape = value[0];
        return true;
    }

    /// <summary>The value of one directive, up to the first blank; null when it is not there.</summary>
    /// <remarks>A line <c>#!</c> may stand above them here, and what is wrong in them is passed over.</remarks>
    public static string? Find(string name, string text) => Find(name, text, HashForm());

    /// <summary>The <c>syntax</c> directive, which may also be written with two slashes, or as a member of a JSON object.</summary>
    public static string? FindSyntax(string text) => Find("syntax", text, HashForm()) ?? Find("syntax", text, SlashForm()) ?? SyntaxMember(WithoutHead(text));

    private static string? Find(string name, string text, Regex form)
    {
        var directives = new Directives();
        foreach (var line in WithoutHead(text).EnumerateLines())
        {
            try
            {
                if (directives.TryRead(line.ToString(), form) is null) break;
            }
            catch (DockerfileException)
            {
                break;
            }
        }

        return directives._values.TryGetValue(name, out var value) ? value.Split(' ')[0] : null;
    }

    private (string Name, string Value)? TryRead(string line, Regex form)
    {
        if (_isOver) return null;
        var match = form.Match(line);
        var name = match.Groups[1].Value.ToLowerInvariant();
        if (!match.Success || name is not ("syntax" or "escape" or "check"))
        {
            _isOver = true;
            return null;
        }

        if (!_values.TryAdd(name, match.Groups[2].Value)) throw new DockerfileException($"only one {name} parser directive can be used", isMalformed: true);
        return (name, match.Groups[2].Value);
    }

    private static ReadOnlySpan<char> WithoutHead(string text)
    {
        var rest = text.AsSpan().TrimStart('\uFEFF');
        if (!rest.StartsWith("#!")) return rest;
        var end = rest.IndexOf('\n');
        return end < 0 ? [] : rest[(end + 1)..];
    }

    private static string? SyntaxMember(ReadOnlySpan<char> text)
    {
        if (!text.TrimStart().StartsWith("{")) return null;
        try
        {
            using var document = JsonDocument.Parse(text.ToString());
            return document.RootElement.TryGetProperty("syntax", out var syntax) && syntax.ValueKind == JsonValueKind.String ? syntax.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^#[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\z")]
    private static partial Regex HashForm();

    [GeneratedRegex(@"^//[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\z")]
    private static partial Regex SlashForm();
}
