using System.Globalization;

namespace Gantry.Cli.Tables;

/// <summary>Byte counts for people.</summary>
internal static class HumanSize
{
    private static readonly string[] DecimalUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    private static readonly string[] BinaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Decimal units, as many significant digits as asked for: <c>1.98MB</c>.</summary>
    public static string Decimal(double bytes, int digits = 4) => Scale(bytes, 1000, DecimalUnits, digits);

    /// <summary>Binary units, four significant digits: <c>23.54GiB</c>.</summary>
    public static string Binary(double bytes) => Scale(bytes, 1024, BinaryUnits, 4);

    private static string Scale(double size, double step, string[] units, int digits)
    {
        var unit = 0;
        while (size >= step && unit < units.Length - 1)
        {
            size /= step;
            unit++;
        }

        return Significant(size, digits) + units[unit];
    }

    /// <summary>A number as <c>%.4g</c> prints it.</summary>
    private static string Significant(double number, int digits)
    {
        if (number == 0)
            return "0";
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(number)));
        var rounded = Math.Round(number, Math.Clamp(digits - 1 - exponent, 0, 15), MidpointRounding.ToEven);
        if (Math.Abs(rounded) >= Math.Pow(10, digits))
            return rounded.ToString($"0.{new string('#', digits - 1)}e+00", CultureInfo.InvariantCulture);
        return rounded.ToString("0.##########", CultureInfo.InvariantCulture);
    }
}
