using System.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Splits text at blanks that are neither quoted nor escaped.</summary>
internal static class Words
{
    /// <summary>The flags a text begins with, and what follows them. Quotes and escapes are taken off; <c>--</c> alone ends the flags.</summary>
    public static (IReadOnlyList<string> Flags, string Remainder) TakeFlags(string text, char escape)
    {
        var flags = new List<string>();
        for (var at = 0; ;)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at + 1 >= text.Length || text[at] != '-' || text[at + 1] != '-') return (flags, text[at..]);
            var word = TakeFlag(text, ref at, escape);
            if (word == "--") return (flags, text[at..]);
            flags.Add(word);
        }
    }

    private static string TakeFlag(string text, ref int at, char escape)
    {
        var word = new StringBuilder();
        char? quote = null;
        for (; at < text.Length && (quote is not null || !char.IsWhiteSpace(text[at])); at++)
        {
            var next = text[at];
            if (quote is null && next is '\'' or '"')
            {
                quote = next;
            }
            else if (next == quote)
            {
                quote = null;
            }
            else if (next == escape)
            {
                // At the end it escapes nothing and is gone.
                if (at + 1 < text.Length) word.Append(text[++at]);
            }
            else
            {
                word.Append(next);
            }
        }

        return word.ToString();
    }

    /// <summary>All words; quotes and escapes stay in them.</summary>
    public static IReadOnlyList<string> Split(string text, char escape)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char? quote = null;
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at];
            if (quote is null && char.IsWhiteSpace(next))
            {
                End();
                continue;
            }

            if (quote is null && next is '\'' or '"')
            {
                quote = next;
            }
            else if (next == quote)
            {
                quote = null;
            }
            else if (next == escape && quote != '\'')
            {
                // At the end it escapes nothing and is gone.
                if (at + 1 == text.Length) break;
                word.Append(next);
                next = text[++at];
            }

            word.Append(next);
        }

        End();
        return words;

        void End()
        {
            if (word.Length == 0) return;
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
