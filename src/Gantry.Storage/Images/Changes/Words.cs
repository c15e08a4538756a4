using System.Text;

namespace Gantry.Storage.Images.Changes;

/// <summary>Quotes, escapes and variables in an instruction's words, as the Dockerfile reference describes them.</summary>
/// <param name="variables">"NAME=value".</param>
internal sealed class Words(IReadOnlyList<string> variables)
{
    /// <summary>The words of a line, expanded.</summary>
    public IReadOnlyList<string> Split(string line) => [.. Raw(line).Select(Expand)];

    /// <summary>The words of a line as they are written, quotes included: blanks inside quotes and after a backslash separate nothing.</summary>
    public static IReadOnlyList<string> Raw(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(c).Append(line[++i]);
                continue;
            }

            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (word.Length > 0) words.Add(word.ToString());
                word.Clear();
                continue;
            }

            if (quote == c) quote = '\0';
            else if (quote == '\0' && c is '\'' or '"') quote = c;
            word.Append(c);
        }

        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }

    /// <summary>A word without its quotes and escapes, variables replaced outside single quotes.</summary>
    public string Expand(string word)
    {
        var result = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (c == quote) quote = '\0';
            else if (quote == '\0' && c is '\'' or '"') quote = c;
            else if (c == '\\' && quote != '\'' && i + 1 < word.Length) result.Append(Escaped(word[++i], quote));
            else if (c == '$' && quote != '\'') i = Variable(word, i, result);
            else result.Append(c);
        }

        return quote == '\0' ? result.ToString() : throw ConfigChanges.Invalid("unexpected end of statement while looking for matching " + (quote == '"' ? "double-quote" : "single-quote"));
    }

    /// <summary>Inside double quotes a backslash escapes only what means something there.</summary>
    private static string Escaped(char c, char quote) => quote == '"' && c is not ('"' or '$' or '\\') ? $"\\{c}" : c.ToString();

    /// <summary>Replaces "$NAME", "${NAME}", "${NAME:-word}" or "${NAME:+word}"; answers the position of its last character.</summary>
    private int Variable(string word, int dollar, StringBuilder result)
    {
        var start = dollar + 1;
        if (start < word.Length && word[start] == '{')
        {
            var end = Closing(word, start);
            var body = word[(start + 1)..end];
            var name = body[..NameLength(body)];
            var value = Value(name);
            switch (body[name.Length..])
            {
                case "":
                    result.Append(value);
                    break;
                case [':', '-', .. var otherwise]:
                    result.Append(string.IsNullOrEmpty(value) ? Expand(otherwise) : value);
                    break;
                case [':', '+', .. var instead]:
                    if (!string.IsNullOrEmpty(value)) result.Append(Expand(instead));
                    break;
                default:
                    throw ConfigChanges.Invalid($"unsupported modifier in substitution: {word}");
            }

            return end;
        }

        var length = NameLength(word.AsSpan(start));
        if (length == 0)
        {
            result.Append('$');
            return dollar;
        }

        result.Append(Value(word.Substring(start, length)));
        return start + length - 1;
    }

    private static int Closing(string word, int open)
    {
        var depth = 0;
        for (var i = open; i < word.Length; i++)
        {
            if (word[i] == '{') depth++;
            else if (word[i] == '}' && --depth == 0) return i;
        }

        throw ConfigChanges.Invalid("syntax error: missing '}'");
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (text[length] == '_' || char.IsAsciiLetterOrDigit(text[length]))) length++;
        return length;
    }

    private string? Value(string name) =>
        variables.FirstOrDefault(v => v.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
