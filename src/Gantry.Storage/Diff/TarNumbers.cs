using System.Globalization;

using Gantry.Linux.Files;

namespace Gantry.Storage.Diff;

/// <summary>The ways numbers are written in tar headers.</summary>
internal static class TarNumbers
{
    /// <summary>A header field: octal digits between blanks, or base 256 when the first bit is set (GNU).</summary>
    public static long Field(ReadOnlySpan<byte> field)
    {
        if (field.Length > 0 && (field[0] & 0x80) != 0) return Base256(field);
        field = field.Trim((byte)' ').Trim((byte)0).Trim((byte)' ');
        long value = 0;
        foreach (var digit in field)
        {
            if (digit == 0 || digit == ' ') break;
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3) throw TarFaults.Malformed();
            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }

    /// <summary>A decimal number of an extended header.</summary>
    public static long Decimal(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw TarFaults.Malformed();

    /// <summary>A time of an extended header: seconds with any number of fractional digits, "-1.5" being one and a half seconds before
    /// the epoch.</summary>
    public static FileTime Time(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var seconds = Decimal(point < 0 ? text : text[..point]);
        if (point < 0) return new FileTime(seconds, 0);
        var fraction = text.AsSpan(point + 1);
        if (fraction.ContainsAnyExceptInRange('0', '9')) throw TarFaults.Malformed();
        long nanoseconds = 0;
        for (var i = 0; i < 9; i++) nanoseconds = nanoseconds * 10 + (i < fraction.Length ? fraction[i] - '0' : 0);
        if (!text.StartsWith('-') || nanoseconds == 0) return new FileTime(seconds, nanoseconds);
        return new FileTime(seconds - 1, 1_000_000_000 - nanoseconds);
    }

    /// <summary>A user or group id, which Linux keeps in 32 bits.</summary>
    public static uint Id(long value) => value is >= 0 and < uint.MaxValue ? (uint)value : throw TarFaults.Malformed();

    private static long Base256(ReadOnlySpan<byte> field)
    {
        var negative = (field[0] & 0x40) != 0;
        ulong value = 0;
        for (var i = 0; i < field.Length; i++)
        {
            uint digit = field[i];
            if (negative) digit ^= 0xFF;
            if (i == 0) digit &= 0x7F;
            if (value >> 56 != 0) throw TarFaults.Malformed();
            value = (value << 8) | digit;
        }

        if (value >> 63 != 0) throw TarFaults.Malformed();
        return negative ? ~(long)value : (long)value;
    }
}
