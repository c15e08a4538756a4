using System.Globalization;
using System.Text;

using Gantry.Runtime.Systemd.Bus;

namespace Gantry.Runtime.Systemd;

/// <summary>Reads values in GVariant's text form, as annotations have them: <c>'text'</c>, <c>true</c>, <c>uint64 42</c>, <c>@t 42</c>, <c>['a', 'b']</c>, <c>b'bytes'</c>, <c>&lt;7&gt;</c>.</summary>
internal ref struct PropertyText
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["byte"] = "y",
        ["boolean"] = "b",
        ["int16"] = "n",
        ["uint16"] = "q",
        ["int32"] = "i",
        ["uint32"] = "u",
        ["int64"] = "x",
        ["uint64"] = "t",
        ["double"] = "d",
        ["string"] = "s",
        ["objectpath"] = "o",
        ["signature"] = "g",
    };

    private readonly ReadOnlySpan<char> text;
    private int at;

    private PropertyText(string text) => this.text = text;

    /// <summary>Reads a value.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static BusValue Parse(string text)
    {
        var reader = new PropertyText(text);
        var value = reader.Value(null);
        reader.Space();
        return reader.at == text.Length ? value : throw new FormatException($"unexpected text at {reader.at}");
    }

    private BusValue Value(string? type)
    {
        Space();
        if (at >= text.Length)
            throw new FormatException("the value ends too early");
        return text[at] switch
        {
            '@' => Value(Named()),
            '\'' or '"' => new BusValue(type is "o" or "g" ? type : Expect(type, "s"), Quoted()),
            '[' => List(type),
            '<' => Variant(),
            'b' when at + 1 < text.Length && text[at + 1] is '\'' or '"' => ByteText(),
            _ => Bare(type),
        };
    }

    /// <summary>A type in D-Bus's letters after an @.</summary>
    private string Named()
    {
        at++;
        var end = at;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
            end++;
        var name = text[at..end].ToString();
        at = end;
        return name.Length > 0 && name.TrimStart('a') is [_] ? name : throw new FormatException($"unknown type \"{name}\"");
    }

    private BusValue Bare(string? type)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '+' or '-' or '.'))
            end++;
        var word = text[at..end].ToString();
        at = end;
        if (Words.TryGetValue(word, out var named))
            return Value(named);
        return word switch
        {
            "true" => new BusValue(Expect(type, "b"), true),
            "false" => new BusValue(Expect(type, "b"), false),
            _ => Number(type, word),
        };
    }

    private static BusValue Number(string? type, string word)
    {
        var culture = CultureInfo.InvariantCulture;
        var isHexadecimal = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var (digits, style) = isHexadecimal ? (word[2..], NumberStyles.AllowHexSpecifier) : (word, NumberStyles.AllowLeadingSign);
        try
        {
            return (type ?? (word.Contains('.', StringComparison.Ordinal) && !isHexadecimal ? "d" : "i")) switch
            {
                "y" => new BusValue("y", byte.Parse(digits, style, culture)),
                "n" => new BusValue("n", short.Parse(digits, style, culture)),
                "q" => new BusValue("q", ushort.Parse(digits, style, culture)),
                "i" => new BusValue("i", int.Parse(digits, style, culture)),
                "u" => new BusValue("u", uint.Parse(digits, style, culture)),
                "x" => new BusValue("x", long.Parse(digits, style, culture)),
                "t" => new BusValue("t", ulong.Parse(digits, style, culture)),
                "d" => new BusValue("d", double.Parse(word, NumberStyles.Float, culture)),
                var other => throw new FormatException($"\"{word}\" is no value of type {other}"),
            };
        }
        catch (OverflowException e)
        {
            throw new FormatException($"\"{word}\" is too large", e);
        }
    }

    private BusValue List(string? type)
    {
        if (type is not null && type[0] != 'a')
            throw new FormatException($"a list is no value of type {type}");
        var member = type?[1..];
        var members = new List<BusValue>();
        at++;
        for (Space(); Next() != ']'; Space())
        {
            if (members.Count > 0)
            {
                if (Next() != ',')
                    throw new FormatException($"no comma at {at}");
                at++;
            }

            members.Add(Value(member));
            member ??= members[0].Signature;
            if (members[^1].Signature != member)
                throw new FormatException("members of a list have different types");
        }

        at++;
        return BusValue.Array(member ?? throw new FormatException("an empty list needs its type"), members);
    }

    private BusValue Variant()
    {
        at++;
        var value = Value(null);
        Space();
        if (Next() != '>')
            throw new FormatException($"no > at {at}");
        at++;
        return BusValue.Variant(value);
    }

    /// <summary>Bytes as a C string, with the zero that ends it.</summary>
    private BusValue ByteText()
    {
        at++;
        return BusValue.Bytes([.. Encoding.UTF8.GetBytes(Quoted()), 0]);
    }

    private string Quoted()
    {
        var quote = text[at++];
        var result = new StringBuilder();
        while (Next() is var letter && letter != quote)
        {
            at++;
            result.Append(letter == '\\' ? Escaped() : letter.ToString());
        }

        at++;
        return result.ToString();
    }

    private string Escaped()
    {
        var letter = Next();
        at++;
        var digits = letter switch { 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
            return (letter switch { 'a' => '\a', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', 'v' => '\v', _ => letter }).ToString();
        if (at + digits > text.Length || !int.TryParse(text.Slice(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
            throw new FormatException($"no character at {at}");
        at += digits;
        return new Rune(code).ToString();
    }

    private char Next() => at < text.Length ? text[at] : throw new FormatException("the value ends too early");

    private void Space()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private static string Expect(string? wanted, string found) => wanted is null || wanted == found ? found : throw new FormatException($"a value of type {found} is none of type {wanted}");
}
