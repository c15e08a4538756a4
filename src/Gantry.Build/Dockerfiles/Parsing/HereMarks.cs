using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>The marks of here-documents: <c>&lt;&lt;EOF</c>, <c>&lt;&lt;-EOF</c>, <c>3&lt;&lt;"EOF"</c>.</summary>
internal static partial class HereMarks
{
    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly ShellWords Raw = new('\\') { KeepsQuotes = true, KeepsEscapes = true, KeepsUnknown = true };
    private static readonly ShellWords Quoted = new('\\') { KeepsQuotes = true, KeepsUnknown = true };
    private static readonly ShellWords Plain = new('\\') { KeepsUnknown = true };

    /// <summary>All marks of a line, and whether the document's leading tabs go.</summary>
    public static IEnumerable<(HereDocument Document, bool StripsTabs)> Find(string line)
    {
        IReadOnlyList<string> words;
        try
        {
            words = Raw.ExpandToWords(line, Nothing);
        }
        catch (Oci.Errors.GantryException)
        {
            // A line whose quotes do not close is the shell's to complain about.
            yield break;
        }

        foreach (var word in words)
            if (TryRead(word) is { } found) yield return found;
    }

    /// <summary>Whether a word is a mark.</summary>
    public static (HereDocument Document, bool StripsTabs)? TryRead(string word)
    {
        if (Form().Match(word) is not { Success: true } match || match.Groups[3].Value is not { Length: > 0 } rest) return null;
        var names = Plain.ExpandToWords(rest, Nothing);
        if (names.Count != 1) return null;
        var written = Quoted.ExpandToWords(rest, Nothing);
        _ = int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var descriptor);
        // A quoted word means that the content is taken as it is.
        var expands = written.Count == 1 && Quotes(written[0]) == Quotes(names[0]);
        return (new HereDocument(names[0], "", expands, descriptor), match.Groups[2].Value == "-");
    }

    private static int Quotes(string text) => text.Count(c => c is '\'' or '"');

    [GeneratedRegex(@"^(\d*)<<(-?)\s*([^<]*)$")]
    private static partial Regex Form();
}
