using System.Globalization;

namespace Gantry.Engine.Logs;

/// <summary>Sizes as Docker's options write them: <c>10m</c>, <c>1.5GB</c>, <c>64 KiB</c>.</summary>
internal static class LogSize
{
    /// <summary>A kilobyte of a file.</summary>
    public const int Decimal = 1000;

    /// <summary>A kilobyte of memory.</summary>
    public const int Binary = 1024;

    /// <summary>Bytes; null when it is no size.</summary>
    public static long? Parse(string text, int kilobyte)
    {
        var digits = text.AsSpan().TrimEnd("bBiIkKmMgGtTpP ");
        var unit = text[digits.Length..].TrimStart().ToUpperInvariant();
        var power = "BKMGTP".IndexOf(unit.Length == 0 ? 'B' : unit[0], StringComparison.Ordinal);
        if (power < 0 || (unit.Length > 1 && unit[1..] is not ("B" or "IB")))
            return null;
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= 0
            ? (long)(value * Math.Pow(kilobyte, power))
            : null;
    }
}
