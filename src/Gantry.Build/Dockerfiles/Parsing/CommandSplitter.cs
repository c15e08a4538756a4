using System.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Splits instructions into keyword, flags and arguments, and arguments into words.</summary>
internal static class CommandSplitter
{
    /// <summary>Keyword, flags, and the rest of a line.</summary>
    public static (string Keyword, IReadOnlyList<string> Flags, string Arguments) Split(string line, char escape)
    {
        var trimmed = line.Trim();
        var end = trimmed.AsSpan().IndexOfAny(" \t\v\f\r");
        if (end < 0) return (trimmed, [], "");
        var (flags, rest) = TakeFlags(trimmed[end..], escape);
        return (trimmed[..end], flags, rest.Trim());
    }

    private static (IReadOnlyList<string> Flags, string Arguments) TakeFlags(string line, char escape)
    {
        var flags = new List<string>();
        var at = 0;
        while (true)
        {
            while (at < line.Length && char.IsWhiteSpace(line[at])) at++;
            if (at + 1 >= line.Length || line[at] != '-' || line[at + 1] != '-') return (flags, line[at..]);
            var word = new StringBuilder();
            char? quote = null;
            for (; at < line.Length && (quote is not null || !char.IsWhiteSpace(line[at])); at++)
            {
                if (quote is null && line[at] is '\'' or '"')
                {
                    quote = line[at];
                }
                else if (line[at] == quote)
                {
                    quote = null;
                }
                else if (line[at] == escape)
                {
                    if (at + 1 < line.Length) word.Append(line[++at]);
                }
                else
                {
                    word.Append(line[at]);
                }
            }

            if (word.ToString() == "--") return (flags, line[at..]);
            flags.Add(word.ToString());
        }
    }

    /// <summary>Words at blanks; quotes and escapes hold them together and stay in them.</summary>
    public static List<string> Words(string text, char escape)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var hasWord = false;
        char? quote = null;
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at];
            if (quote is null && char.IsWhiteSpace(next))
            {
                if (hasWord || word.Length > 0) words.Add(word.ToString());
                word.Clear();
                hasWord = false;
                continue;
            }

            if (quote is null && next is '\'' or '"')
            {
                quote = next;
                hasWord = true;
            }
            else if (next == quote)
            {
                quote = null;
            }
            else if (next == escape && quote != '\'')
            {
                // At the end it escapes nothing and is gone.
                if (at + 1 == text.Length) continue;
                word.Append(next);
                next = text[++at];
            }

            word.Append(next);
        }

        if (hasWord || word.Length > 0) words.Add(word.ToString());
        return words;
    }

    /// <summary>Words at blanks, whatever is in them.</summary>
    public static string[] PlainWords(string text) => text.Split([' ', '\t', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
