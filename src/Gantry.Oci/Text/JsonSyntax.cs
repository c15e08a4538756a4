using System.Text;
using System.Text.Json;

namespace Gantry.Oci.Text;

/// <summary>What is wrong with a JSON text, in the words Docker's users know.</summary>
public static class JsonSyntax
{
    /// <summary>Says it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="fault">What the parser said of it.</param>
    public static string Explain(ReadOnlySpan<byte> json, JsonException fault)
    {
        var at = 0;
        for (var line = fault.LineNumber ?? 0; line > 0 && json[at..].IndexOf((byte)'\n') is >= 0 and var end; line--)
            at += end + 1;
        at += (int)(fault.BytePositionInLine ?? 0);
        if (at >= json.Length || json[at..].Trim(" \t\r\n"u8).IsEmpty)
            return "unexpected end of JSON input";
        _ = Rune.DecodeFromUtf8(json[at..], out var rune, out _);
        return $"invalid character {(rune.Value == '\'' ? "'\\''" : $"'{rune}'")} {Place(fault.Message, rune)}";
    }

    private static string Place(string message, Rune found)
    {
        if (message.Contains("single JSON value", StringComparison.Ordinal))
            return "after top-level value";
        if (message.Contains("start of a property name", StringComparison.Ordinal) || (message.Contains("trailing comma", StringComparison.Ordinal) && found.Value == '}'))
            return "looking for beginning of object key string";
        if (message.Contains("after a property name", StringComparison.Ordinal))
            return "after object key";
        if (message.Contains("after a value", StringComparison.Ordinal))
            return "after object key:value pair or array element";
        return message.Contains("escapable character", StringComparison.Ordinal) ? "in string escape code" : "looking for beginning of value";
    }
}
