using System.Buffers;
using System.Globalization;

namespace Gantry.Oci.Text;

/// <summary>Sizes as users type them: binary multiples, <c>512m</c>, <c>1.5g</c>, <c>64KiB</c>, <c>1024</c>.</summary>
public static class ByteSize
{
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789. ");

    /// <summary>A size in bytes.</summary>
    /// <exception cref="FormatException">The text is no size.</exception>
    public static long Parse(string text)
    {
        var end = text.AsSpan().LastIndexOfAny(NumberLetters) + 1;
        var number = text.AsSpan(0, end).TrimEnd(' ');
        var unit = text[end..].ToLowerInvariant();
        if (end == 0 || number.ContainsAny(" ") || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            throw new FormatException($"invalid size: '{text}'");
        var power = unit switch
        {
            "" or "b" => 0,
            "k" or "kb" or "kib" => 1,
            "m" or "mb" or "mib" => 2,
            "g" or "gb" or "gib" => 3,
            "t" or "tb" or "tib" => 4,
            "p" or "pb" or "pib" => 5,
            _ => throw new FormatException($"invalid suffix: '{text[end..].ToLowerInvariant()}'"),
        };
        return (long)(amount * Math.Pow(1024, power));
    }
}
