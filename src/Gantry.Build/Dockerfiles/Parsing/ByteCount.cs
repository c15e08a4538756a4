using System.Buffers;
using System.Globalization;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Sizes as Docker's flags write them: <c>64m</c>, <c>1.5GiB</c>, <c>512 kb</c>. A k is 1024.</summary>
internal static class ByteCount
{
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789. ");

    /// <summary>The size in bytes; null: it is none.</summary>
    public static long? TryParse(string text)
    {
        var last = text.AsSpan().LastIndexOfAny(NumberLetters);
        if (last < 0) return null;
        var number = text.AsSpan(0, text[last] == ' ' ? last : last + 1);
        var unit = text[(last + 1)..].ToLowerInvariant();
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var size)) return null;
        int? shift = unit switch
        {
            "" or "b" => 0,
            "k" or "kb" or "kib" => 10,
            "m" or "mb" or "mib" => 20,
            "g" or "gb" or "gib" => 30,
            "t" or "tb" or "tib" => 40,
            "p" or "pb" or "pib" => 50,
            _ => null,
        };
        if (shift is null || size < 0) return null;
        size *= 1L << shift.Value;
        return size < long.MaxValue ? (long)size : null;
    }
}
