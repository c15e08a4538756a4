using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>The mark of a here-document: <c>&lt;&lt;EOF</c>, <c>&lt;&lt;-EOF</c>, <c>3&lt;&lt;"EOF"</c>.</summary>
/// <param name="Name">The word that ends it.</param>
/// <param name="Expands">Whether variables are expanded in it: no part of the word is quoted.</param>
/// <param name="StripsTabs">Whether tabs at the beginning of its lines go.</param>
/// <param name="Descriptor">The file descriptor it is given to, 0 when none is named.</param>
internal sealed partial record HereMark(string Name, bool Expands, bool StripsTabs, int Descriptor)
{
    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly ShellWords Raw = new('\\') { KeepsQuotes = true, KeepsEscapes = true, KeepsUnknown = true };
    private static readonly ShellWords Quoted = new('\\') { KeepsQuotes = true, KeepsUnknown = true };
    private static readonly ShellWords Plain = new('\\') { KeepsUnknown = true };

    /// <summary>All marks of a line.</summary>
    /// <exception cref="DockerfileException">One's word is malformed. It names no lines.</exception>
    public static IReadOnlyList<HereMark> FindAll(string line)
    {
        if (!line.Contains("<<", StringComparison.Ordinal)) return [];
        IReadOnlyList<string> words;
        try
        {
            words = Raw.ExpandToWords(line, Nothing);
        }
        catch (DockerfileException)
        {
            // A line whose quotes do not close is the shell's to complain about.
            return [];
        }

        return [.. words.Select(Read).OfType<HereMark>()];
    }

    /// <summary>The mark a word is; null: it is none.</summary>
    public static HereMark? TryRead(string word)
    {
        try
        {
            return Read(word);
        }
        catch (DockerfileException)
        {
            return null;
        }
    }

    /// <summary>A document's text without the tabs its lines begin with.</summary>
    public static string WithoutTabs(string content) => LeadingTabs().Replace(content, "");

    private static HereMark? Read(string word)
    {
        if (Form().Match(word) is not { Success: true } match || match.Groups[3].Value is not { Length: > 0 } rest) return null;
        var names = Plain.ExpandToWords(rest, Nothing);
        if (names.Count != 1) return null;
        var written = Quoted.ExpandToWords(rest, Nothing);
        if (written.Count != 1) throw new DockerfileException($"internal lexing of heredoc produced inconsistent results: {rest}");
        _ = int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor);
        return new HereMark(names[0], Quotes(written[0]) == Quotes(names[0]), match.Groups[2].Value == "-", descriptor);
    }

    private static int Quotes(string text) => text.Count(c => c is '\'' or '"');

    [GeneratedRegex(@"^([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"^\t+", RegexOptions.Multiline)]
    private static partial Regex LeadingTabs();
}
