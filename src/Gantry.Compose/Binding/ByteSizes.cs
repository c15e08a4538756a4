using System.Globalization;

namespace Gantry.Compose.Binding;

/// <summary>Sizes like 512m, 1.5g and 2GiB, whose units are powers of 1024.</summary>
internal static class ByteSizes
{
    /// <summary>The size in bytes, or null when <paramref name="text"/> is none.</summary>
    public static long? Parse(string text)
    {
        var end = text.Length - 1;
        while (end >= 0 && !char.IsAsciiDigit(text[end]) && text[end] is not ('.' or ' '))
            end--;
        if (end < 0)
            return null;
        var (digits, unit) = (text[..(end + 1)].Trim(), text[(end + 1)..].ToLowerInvariant());
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number < -1)
            return null;
        if (unit is "" or "b")
            return (long)number;
        var power = "kmgtp".IndexOf(unit[0]) + 1;
        if (power == 0 || unit[1..] is not ("" or "b" or "ib"))
            return null;
        for (; power > 0; power--)
            number *= 1024;
        return (long)number;
    }
}
