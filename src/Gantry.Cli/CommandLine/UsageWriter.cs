using System.CommandLine;
using System.Text;

using Gantry.Cli.Commands;

namespace Gantry.Cli.CommandLine;

/// <summary>Writes a command's help in the layout Docker's users know.</summary>
internal static class UsageWriter
{
    private const int Width = 80;

    public static async Task WriteAsync(Verb verb, string path, TextWriter output)
    {
        await output.WriteAsync($"Usage:  {verb.Usage(path)}\n\n{verb.Description}\n{(verb.Remarks.Length > 0 ? $"\n{verb.Remarks}\n" : "")}");
        var words = path.Split(' ');
        if (VerbTable.NamesOf(words.Length > 2 ? words[1] : null, words[^1]) is { Count: > 0 } names)
            await output.WriteAsync($"\nAliases:\n  {string.Join(", ", names.Select(name => $"{words[0]} {name}"))}\n");
        var rows = verb.Options.Where(flag => !flag.Hidden).Select(flag => (flag.Name, Left: Left(flag), About: flag.Description ?? ""))
            .Concat(verb.Options.Any(flag => flag.Aliases.Contains("-h")) ? [("--help", "      --help", "Print the usage")] : [])
            .OrderBy(row => row.Name, StringComparer.Ordinal).ToArray();
        if (rows.Length > 0)
        {
            await output.WriteAsync("\nOptions:\n");
            var column = rows.Max(row => row.Left.Length) + 3;
            foreach (var (_, left, about) in rows)
                await output.WriteAsync(Wrap(left.PadRight(column), about, column));
        }

        await output.WriteAsync(verb.Epilogue);
        await output.FlushAsync();
    }

    private static string Left(Option flag)
    {
        var letter = flag.Aliases.FirstOrDefault(alias => alias.Length == 2);
        return $"  {(letter is null ? "    " : $"{letter}, ")}{flag.Name}{(flag.HelpName is null ? "" : $" {flag.HelpName}")}";
    }

    private static string Wrap(string left, string about, int column)
    {
        var text = new StringBuilder(left);
        var at = column;
        foreach (var word in about.Split(' '))
        {
            if (at > column && at + word.Length + 1 > Width)
            {
                text.Append('\n').Append(' ', column);
                at = column;
            }
            else if (at > column)
            {
                text.Append(' ');
                at++;
            }

            text.Append(word);
            at += word.Length;
        }

        return text.Append('\n').ToString();
    }
}
