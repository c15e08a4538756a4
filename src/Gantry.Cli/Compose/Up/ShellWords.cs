using System.Text;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose.Up;

/// <summary>Cuts a text into words as a shell does: by spaces, but not within quotes or behind a backslash.</summary>
internal static class ShellWords
{
    /// <exception cref="CliException">A quote is open at the end.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var begun = false;
        var quote = '\0';
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter == '\\' && quote != '\'' && at + 1 < text.Length)
            {
                word.Append(text[++at]);
                begun = true;
            }
            else if (quote != '\0')
            {
                if (letter == quote)
                    quote = '\0';
                else
                    word.Append(letter);
            }
            else if (letter is '\'' or '"')
            {
                quote = letter;
                begun = true;
            }
            else if (char.IsWhiteSpace(letter))
            {
                if (begun)
                    words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
            else
            {
                word.Append(letter);
                begun = true;
            }
        }

        if (quote != '\0')
            throw new CliException("invalid command line string");
        if (begun)
            words.Add(word.ToString());
        return words;
    }
}
