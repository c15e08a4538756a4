using System.Text.RegularExpressions;

using Gantry.Oci.Errors;

namespace Gantry.Build.Solver.Cache;

/// <summary>Which records are meant: conditions as BuildKit writes them, <c>type==regular,shared</c>. Those of one text must all hold, and one text of several.</summary>
public sealed class CacheFilter
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<IReadOnlyList<Func<CacheRecord, bool>>> _texts;

    private CacheFilter(IReadOnlyList<IReadOnlyList<Func<CacheRecord, bool>>> texts) => _texts = texts;

    /// <summary>Reads conditions: <c>field</c> (it is there), <c>field==value</c>, <c>field!=value</c>, <c>field~=regular expression</c>.</summary>
    /// <param name="texts">The texts; none, or an empty one, means all records.</param>
    /// <param name="purpose">What they are for, as errors call it.</param>
    /// <exception cref="GantryException">Invalid: a text is none of these. The sentence is containerd's.</exception>
    public static CacheFilter Parse(IReadOnlyList<string> texts, string purpose)
    {
        try
        {
            return new([.. texts.Select(t => (IReadOnlyList<Func<CacheRecord, bool>>)[.. Split(t).Select(Condition)])]);
        }
        catch (FormatException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"failed to parse {purpose} filters [{string.Join(' ', texts)}]: filters: parse error: {e.Message}: invalid argument", e);
        }
    }

    /// <summary>Whether a record is meant.</summary>
    public bool Matches(CacheRecord record) => _texts.Count == 0 || _texts.Any(t => t.All(c => c(record)));

    private static IEnumerable<string> Split(string text)
    {
        var (start, isQuoted) = (0, false);
        for (var index = 0; index <= text.Length; index++)
        {
            if (index < text.Length && text[index] == '\\' && isQuoted) index++;
            else if (index < text.Length && text[index] == '"') isQuoted = !isQuoted;
            else if (index == text.Length || (text[index] == ',' && !isQuoted))
            {
                if (index > start || text.Length > 0) yield return text[start..Math.Min(index, text.Length)];
                start = index + 1;
            }
        }
    }

    private static Func<CacheRecord, bool> Condition(string text)
    {
        var name = new string([.. text.TakeWhile(c => char.IsAsciiLetter(c) || c is '.' or '_')]);
        if (name.Length == 0) throw Wrong(text, 0, "expected field or quoted");
        var rest = text[name.Length..];
        if (rest.Length == 0) return r => Field(r, name) is not null;
        var sign = new string([.. rest.TakeWhile(c => c is '=' or '!' or '~')]);
        if (sign is not ("==" or "!=" or "~=")) throw Wrong(text, name.Length, sign.Length == 0 ? "expected an operator (==|!=|~=)" : $"unsupported operator \"{sign}\"");
        var value = Unquoted(rest[sign.Length..], text);
        switch (sign)
        {
            case "==":
                return r => Field(r, name) == value;
            case "!=":
                return r => Field(r, name) != value;
            default:
                Regex pattern;
                try
                {
                    pattern = new Regex(value, RegexOptions.CultureInvariant, MatchLimit);
                }
                catch (ArgumentException e)
                {
                    throw new FormatException(e.Message, e);
                }

                return r => Field(r, name) is { } found && pattern.IsMatch(found);
        }
    }

    private static string Unquoted(string value, string text)
    {
        if (!value.StartsWith('"')) return value;
        if (value.Length < 2 || !value.EndsWith('"')) throw Wrong(text, text.Length - value.Length, "unterminated quoted string");
        return Regex.Replace(value[1..^1], @"\\(.)", "$1");
    }

    /// <summary>What a record says under a name; null: nothing. What only holds or not is empty where it holds.</summary>
    private static string? Field(CacheRecord record, string name) => name switch
    {
        "id" => record.Id,
        "parents" => record.Parents.Count > 0 ? string.Join(';', record.Parents) : null,
        "description" => record.Description.Length > 0 ? record.Description : null,
        "type" => record.Type,
        "inuse" => Said(record.InUse),
        "mutable" => Said(record.Mutable),
        "immutable" => Said(!record.Mutable),
        "shared" => Said(record.Shared),
        "private" => Said(!record.Shared),
        _ => null,
    };

    private static string? Said(bool holds) => holds ? "" : null;

    private static FormatException Wrong(string text, int position, string message) =>
        new($"[{text[..position]} >|{(position < text.Length ? text[position] : "")}|< {(position < text.Length ? text[(position + 1)..] : "")}]: {message}");
}
