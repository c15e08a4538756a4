using System.Globalization;

namespace Gantry.Compose.Tree;

/// <summary>Floating point numbers as Go writes them: the shortest digits that give the number back.</summary>
internal static class Numbers
{
    /// <summary>The number as text, with an exponent below 1e-4 and from 1e6 on.</summary>
    public static string Text(double number) => double.IsNaN(number) ? "NaN"
        : double.IsInfinity(number) ? (number > 0 ? "+Inf" : "-Inf")
        : Write(number, -4, 6);

    /// <summary>The number in YAML, with an exponent below 1e-4 and from 1e6 on.</summary>
    public static string Yaml(double number) => double.IsNaN(number) ? ".nan"
        : double.IsInfinity(number) ? (number > 0 ? ".inf" : "-.inf")
        : Write(number, -4, 6);

    /// <summary>The number in JSON, with an exponent below 1e-6 and from 1e21 on.</summary>
    public static string Json(double number) => Write(number, -6, 21);

    private static string Write(double number, int least, int most)
    {
        // A number that came from single precision has its digits.
        var shortest = (double)(float)number == number
            ? ((float)number).ToString("R", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
        var sign = shortest[0] == '-' ? "-" : "";
        var (digits, exponent) = Parts(shortest.TrimStart('-'));
        if (digits.Length == 0)
            return sign + "0";
        if (exponent < least || exponent >= most)
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0')
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>The digits without zeros around them, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) Parts(string text)
    {
        var mark = text.IndexOf('E');
        var exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.') is var found and >= 0 ? found : mantissa.Length;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var zeros = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), exponent + point - zeros - 1);
    }
}
