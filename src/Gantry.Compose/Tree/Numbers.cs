using System.Globalization;

namespace Gantry.Compose.Tree;

/// <summary>Floating point numbers as Go writes them: the shortest digits that give the number back.</summary>
internal static class Numbers
{
    /// <summary>The number as text, with an exponent below 1e-4 and from 1e21 on.</summary>
    public static string Text(double number) => Write(number, -4, 21);

    /// <summary>The number in YAML, with an exponent below 1e-4 and from 1e6 on.</summary>
    public static string Yaml(double number) => double.IsNaN(number) ? ".nan"
        : double.IsInfinity(number) ? (number > 0 ? ".inf" : "-.inf")
        : Write(number, -4, 6);

    /// <summary>The number in JSON, with an exponent below 1e-6 and from 1e21 on.</summary>
    public static string Json(double number) => Write(number, -6, 21);

    private static string Write(double number, int least, int most)
    {
        // A number that came from single precision has its digits.
        var single = (double)(float)number == number;
        var text = single ? ((float)number).ToString("E8", CultureInfo.InvariantCulture) : number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(text[(text.IndexOf('E') + 1)..], CultureInfo.InvariantCulture);
        var shortest = single ? ((float)number).ToString("R", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture);
        if (number == 0 || (exponent >= least && exponent < most))
            return shortest.Contains('E') ? decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : shortest;
        var digits = shortest.Split('E')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('-').Trim('0');
        var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
        return $"{(number < 0 ? "-" : "")}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }
}
