using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gantry.Compose.Loading;

/// <summary>Which scalars are not strings: YAML 1.2's core schema with the octal and binary numbers of 1.1.</summary>
internal static partial class ScalarRules
{
    public static object? Value(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (tag == "tag:yaml.org,2002:str")
            return scalar.Value;
        return scalar.Style == ScalarStyle.Plain ? Plain(scalar.Value) : scalar.Value;
    }

    /// <summary>The value of a plain scalar.</summary>
    public static object? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
        "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
        ".nan" or ".NaN" or ".NAN" => double.NaN,
        _ => Number(text) ?? text,
    };

    private static object? Number(string text)
    {
        if (!(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.'))
            return null;
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (Integer(digits) is { } integer)
            return integer;
        // Go has whole numbers up to 2^64 and keeps their digits.
        if (digits[0] != '0' && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var large))
            return large;
        return FloatForm().IsMatch(digits) && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static long? Integer(string digits)
    {
        var negative = digits[0] == '-';
        var body = digits[0] is '-' or '+' ? digits[1..] : digits;
        var (start, radix) = body switch
        {
            ['0', 'x' or 'X', ..] => (2, 16),
            ['0', 'o' or 'O', ..] => (2, 8),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', _, ..] => (1, 8),
            _ => (0, 10),
        };
        if (body.Length == start)
            return null;
        long value = 0;
        foreach (var c in body.AsSpan(start))
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix || value > (long.MaxValue - digit) / radix)
                return null;
            value = (value * radix) + digit;
        }
        return negative ? -value : value;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex FloatForm();
}
