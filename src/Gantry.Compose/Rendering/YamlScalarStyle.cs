using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gantry.Compose.Loading;

namespace Gantry.Compose.Rendering;

/// <summary>Finds the style a string is written in so that it is read back as the same string.</summary>
internal readonly partial record struct YamlScalarStyle(YamlScalarKind Kind)
{
    private static readonly string[] OldBooleans = ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"];

    public static YamlScalarStyle Of(string text)
    {
        var traits = YamlScalarTraits.Of(text);
        if (text.Contains('\n'))
            return new(traits.AllowsBlock ? YamlScalarKind.Literal : YamlScalarKind.DoubleQuoted);
        if (LooksLikeAnotherType(text))
            return new(YamlScalarKind.DoubleQuoted);
        if (traits.AllowsPlain)
            return new(YamlScalarKind.Plain);
        return new(traits.AllowsSingleQuotes ? YamlScalarKind.SingleQuoted : YamlScalarKind.DoubleQuoted);
    }

    public static string DoubleQuoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
            quoted.Append(Escape(rune));
        return quoted.Append('"').ToString();
    }

    /// <summary>Writes the block with its header, whose signs say how it begins and ends.</summary>
    public static void WriteLiteral(StringBuilder output, string text, int indent)
    {
        output.Append('|');
        if (text[0] is ' ' or '\n')
            output.Append('2');
        if (text[^1] != '\n')
            output.Append('-');
        else if (text.Length == 1 || text[^2] == '\n')
            output.Append('+');
        output.Append('\n');
        var lines = (text[^1] == '\n' ? text[..^1] : text).Split('\n');
        foreach (var line in lines)
        {
            if (line.Length > 0)
                output.Append(' ', indent).Append(line);
            output.Append('\n');
        }
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        9 => "\\t",
        10 => "\\n",
        11 => "\\v",
        12 => "\\f",
        13 => "\\r",
        27 => "\\e",
        0x85 => "\\N",
        0x2028 => "\\L",
        0x2029 => "\\P",
        var code when YamlScalarTraits.IsPrintable(code) => rune.ToString(),
        var code when code <= 0xff => "\\x" + code.ToString("X2", CultureInfo.InvariantCulture),
        var code when code <= 0xffff => "\\u" + code.ToString("X4", CultureInfo.InvariantCulture),
        var code => "\\U" + code.ToString("X8", CultureInfo.InvariantCulture),
    };

    private static bool LooksLikeAnotherType(string text) =>
        ScalarRules.Plain(text) is not string || OldBooleans.Contains(text) || Base60().IsMatch(text) || Timestamp().IsMatch(text);

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$")]
    private static partial Regex Base60();

    [GeneratedRegex(@"^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?(?:Z|[ \t]*[-+]\d{1,2}(?::\d{2})?)?)?$")]
    private static partial Regex Timestamp();
}
