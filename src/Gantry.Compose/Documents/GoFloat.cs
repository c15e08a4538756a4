using System.Globalization;

namespace Gantry.Compose.Documents;

/// <summary>Numbers with a fraction, as Go's <c>%g</c> prints them: the shortest text that reads back as the same number.</summary>
internal static class GoFloat
{
    private const int PlainDigits = 21;

    /// <summary>As <c>fmt.Sprint</c> does, which turns to exponents late.</summary>
    public static string Write(double number) => Write(number.ToString("E16", CultureInfo.InvariantCulture), number.ToString("R", CultureInfo.InvariantCulture), PlainDigits);

    /// <inheritdoc cref="Write(double)"/>
    public static string Write(float number) => Write(number.ToString("E8", CultureInfo.InvariantCulture), number.ToString("R", CultureInfo.InvariantCulture), PlainDigits);

    /// <summary>As <c>strconv</c>'s <c>g</c> does, which turns to exponents at a million times ten to the fifteenth or what <paramref name="plain"/> says.</summary>
    public static string Write(double number, int plain) =>
        Write(number.ToString("E16", CultureInfo.InvariantCulture), number.ToString("R", CultureInfo.InvariantCulture), plain);

    /// <inheritdoc cref="Write(double, int)"/>
    public static string Write(float number, int plain) =>
        Write(number.ToString("E8", CultureInfo.InvariantCulture), number.ToString("R", CultureInfo.InvariantCulture), plain);

    private static string Write(string scientific, string shortest, int plain)
    {
        if (shortest is "NaN")
            return "NaN";
        if (shortest.Contains('\u221e') || shortest.Contains("Infinity", StringComparison.Ordinal))
            return shortest[0] == '-' ? "-Inf" : "+Inf";
        var exponent = int.Parse(scientific[(scientific.IndexOf('E') + 1)..], CultureInfo.InvariantCulture);
        var (sign, digits) = Digits(shortest);
        if (digits.Length == 0)
            return $"{sign}0";
        if (exponent < -4 || exponent >= plain)
        {
            var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>The digits without sign, point, exponent and zeros at either end.</summary>
    private static (string Sign, string Digits) Digits(string shortest)
    {
        var mantissa = shortest.Split('E')[0];
        var sign = mantissa.StartsWith('-') ? "-" : "";
        return (sign, string.Concat(mantissa.Where(char.IsAsciiDigit)).Trim('0') is var digits && digits.Length > 0 ? digits : "");
    }
}
