namespace Gantry.Compose.Rendering;

/// <summary>Which styles the characters of a string allow.</summary>
/// <param name="AllowsPlain">Whether it may stand without quotes.</param>
/// <param name="AllowsSingleQuotes">Whether it may stand between single quotes.</param>
/// <param name="AllowsBlock">Whether it may be a block.</param>
internal readonly record struct YamlScalarTraits(bool AllowsPlain, bool AllowsSingleQuotes, bool AllowsBlock)
{
    private const string NotFirst = "#,[]{}&*!|>'\"%@`";

    public static YamlScalarTraits Of(string text)
    {
        if (text.Length == 0)
            return new(true, true, false);
        var indicators = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal) || NotFirst.Contains(text[0])
            || (text[0] is '?' or ':' or '-' && IsBlankAt(text, 1));
        for (var i = 1; i < text.Length; i++)
            indicators |= (text[i] == ':' && IsBlankAt(text, i + 1)) || (text[i] == '#' && IsBlankAt(text, i - 1));
        var special = text.EnumerateRunes().Any(rune => rune.Value is not ('\t' or '\n') && !IsPrintable(rune.Value));
        var tabs = text.Contains('\t');
        var edges = text[0] is ' ' or '\n' || text[^1] is ' ' or '\n';
        var breakSpace = text.Contains("\n ", StringComparison.Ordinal);
        var spaceBreak = text.Contains(" \n", StringComparison.Ordinal);
        var hard = breakSpace || spaceBreak || tabs || special;
        return new(
            !edges && !hard && !indicators && !text.Contains('\n'),
            !hard,
            text[^1] != ' ' && !spaceBreak && !special);
    }

    /// <summary>Whether a character needs no escape; those outside the basic plane do.</summary>
    public static bool IsPrintable(int code) =>
        code is >= 0x20 and <= 0x7e or 0x0a or >= 0xa0 and <= 0xd7ff or >= 0xe000 and <= 0xfffd && code is not (0xfeff or 0x2028 or 0x2029);

    private static bool IsBlankAt(string text, int i) => i >= text.Length || text[i] is ' ' or '\t' or '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';
}
