using System.Text.RegularExpressions;

namespace Gantry.Compose.Environment;

/// <summary>The escapes of double-quoted values in .env files.</summary>
internal static partial class EscapeSequences
{
    /// <summary><paramref name="text"/> with its escapes replaced; an escaped dollar becomes two, so that no variable begins there.</summary>
    public static string Expand(string text) => Escape().Replace(text, match => match.Value switch
    {
        @"\$" => "$$",
        @"\a" => "\a",
        @"\b" => "\b",
        @"\f" => "\f",
        @"\n" => "\n",
        @"\r" => "\r",
        @"\t" => "\t",
        @"\v" => "\v",
        @"\\" => "\\",
        "\\\"" => "\"",
        [_, '0', _, _, _] octal => ((char)Convert.ToInt32(octal[2..], 8)).ToString(),
        var other => other,
    });

    [GeneratedRegex(@"\\(?:[abcfnrtv$""\\]|0[0-7]{0,3})")]
    private static partial Regex Escape();
}
