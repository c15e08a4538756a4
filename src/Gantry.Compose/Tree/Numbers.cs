using System.Globalization;

namespace Gantry.Compose.Tree;

/// <summary>Floating point numbers as Go writes them with %v and in JSON.</summary>
internal static class Numbers
{
    /// <summary>The shortest digits that give <paramref name="number"/> back, with an exponent below 1e-4 and from 1e21 on.</summary>
    public static string Text(double number)
    {
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "+Inf" : "-Inf";
        var size = Math.Abs(number);
        if (size != 0 && (size < 1e-4 || size >= 1e21))
            return Exponent(number.ToString("E16", CultureInfo.InvariantCulture), number);
        return number.ToString("0.################################", CultureInfo.InvariantCulture) is var plain
            && double.Parse(plain, CultureInfo.InvariantCulture) == number
            ? plain
            : number.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The shortest digits that give the single precision of <paramref name="number"/> back.</summary>
    public static string SingleText(double number)
    {
        var text = ((float)number).ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E') ? ((decimal)(float)number).ToString(CultureInfo.InvariantCulture) : text;
    }

    private static string Exponent(string fallback, double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E');
        if (mark < 0)
            return fallback;
        var exponent = int.Parse(text[(mark + 1)..], CultureInfo.InvariantCulture);
        return $"{text[..mark]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }
}
