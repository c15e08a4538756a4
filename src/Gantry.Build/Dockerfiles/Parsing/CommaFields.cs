using System.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>A field of a flag's value such as <c>type=bind,"target=/a,b",ro</c>.</summary>
/// <param name="Text">The whole field, its quotes taken off.</param>
/// <param name="Key">What stands before the equals sign, in lower case.</param>
/// <param name="Value">What stands after it; null: there is none.</param>
internal readonly record struct CommaField(string Text, string Key, string? Value)
{
    /// <summary>The value as yes or no.</summary>
    /// <exception cref="DockerfileException">It is neither.</exception>
    public bool Flag() => Value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new DockerfileException($"invalid value for {Key}: {Value}"),
    };
}

/// <summary>Splits such values: one line of CSV.</summary>
internal static class CommaFields
{
    /// <param name="text">The value.</param>
    /// <param name="subject">What it lists, for sentences.</param>
    /// <exception cref="DockerfileException">Its quotes are wrong, or it is empty.</exception>
    public static IReadOnlyList<CommaField> Read(string text, string subject)
    {
        try
        {
            return [.. Split(text).Select(Field)];
        }
        catch (DockerfileException e)
        {
            throw new DockerfileException($"failed to parse csv {subject}: {e.Message}");
        }
    }

    private static CommaField Field(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new CommaField(text, text.ToLowerInvariant(), null) : new CommaField(text, text[..equals].ToLowerInvariant(), text[(equals + 1)..]);
    }

    private static List<string> Split(string text)
    {
        if (text.Length == 0) throw new DockerfileException("EOF");
        var fields = new List<string>();
        for (var at = 0; ;)
        {
            fields.Add(at < text.Length && text[at] == '"' ? Quoted(text, ref at) : Bare(text, ref at));
            if (at >= text.Length) return fields;
            // Past the comma; behind the last one stands an empty field.
            at++;
        }
    }

    private static string Bare(string text, ref int at)
    {
        var end = text.IndexOf(',', at);
        if (end < 0) end = text.Length;
        var field = text[at..end];
        var quote = field.IndexOf('"', StringComparison.Ordinal);
        if (quote >= 0) throw Fault(text, at + quote, "bare \" in non-quoted-field");
        at = end;
        return field;
    }

    private static string Quoted(string text, ref int at)
    {
        var field = new StringBuilder();
        var start = ++at;
        for (; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                field.Append(text[at]);
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == '"')
            {
                field.Append('"');
                start = ++at + 1;
                continue;
            }

            at++;
            return at == text.Length || text[at] == ',' ? field.ToString() : throw Fault(text, at - 1, "extraneous or missing \" in quoted-field");
        }

        throw Fault(text, start, "extraneous or missing \" in quoted-field");
    }

    private static DockerfileException Fault(string text, int at, string fault) =>
        new($"parse error on line 1, column {Encoding.UTF8.GetByteCount(text.AsSpan(0, at)) + 1}: {fault}");
}
