using System.Text;

namespace Gantry.EndToEnd.Harness;

/// <summary>Splits a command line as a shell would: blanks, single and double quotes, backslash outside single quotes.</summary>
internal static class Words
{
    public static string[] Of(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inside = false;
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == quote && quote != '\0')
                quote = '\0';
            else if (c == '\\' && quote != '\'' && i + 1 < line.Length)
                word.Append(line[++i]);
            else if (quote != '\0')
                word.Append(c);
            else if (c is '\'' or '"')
                (quote, inside) = (c, true);
            else if (c != ' ')
                (inside, _) = (true, word.Append(c));
            else if (inside)
            {
                words.Add(word.ToString());
                word.Clear();
                inside = false;
            }
        }
        if (inside || word.Length > 0)
            words.Add(word.ToString());
        return [.. words];
    }
}
