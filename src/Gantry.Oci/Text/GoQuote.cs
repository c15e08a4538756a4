using System.Globalization;
using System.Text;

namespace Gantry.Oci.Text;

/// <summary>Text in quotes as Go's <c>%q</c> prints it, which is how Docker's sentences cite what somebody wrote.</summary>
public static class GoQuote
{
    /// <summary>The text with quotes around it; what can't be printed is escaped.</summary>
    public static string Of(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes()) Append(quoted, rune, '"');
        return quoted.Append('"').ToString();
    }

    /// <summary>A number as Go's <c>%q</c> prints it: the character of that number between apostrophes.</summary>
    public static string Of(long number)
    {
        var rune = number is >= 0 and <= 0x10FFFF && Rune.IsValid((int)number) ? new Rune((int)number) : Rune.ReplacementChar;
        return Append(new StringBuilder().Append('\''), rune, '\'').Append('\'').ToString();
    }

    private static StringBuilder Append(StringBuilder quoted, Rune rune, char quote) => rune.Value switch
    {
        _ when rune.Value == quote => quoted.Append('\\').Append(quote),
        '\\' => quoted.Append(@"\\"),
        '\a' => quoted.Append("\\a"),
        '\b' => quoted.Append("\\b"),
        '\f' => quoted.Append("\\f"),
        '\n' => quoted.Append("\\n"),
        '\r' => quoted.Append("\\r"),
        '\t' => quoted.Append("\\t"),
        '\v' => quoted.Append("\\v"),
        < ' ' or 0x7F => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        _ when IsPrinted(rune) => quoted.Append(rune.ToString()),
        < 0x10000 => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };

    private static bool IsPrinted(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
