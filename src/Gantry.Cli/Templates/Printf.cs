using System.Globalization;
using System.Text;

namespace Gantry.Cli.Templates;

/// <summary>The verbs of Go's printf that make sense for the data of templates: v, s, q, d, x, t, f and widths.</summary>
internal static class Printf
{
    public static string Format(string format, object?[] arguments)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                text.Append(format[at]);
                continue;
            }

            var start = ++at;
            while (at < format.Length && "+-# 0123456789.".Contains(format[at]))
                at++;
            if (at == format.Length)
                return text.Append("%!(NOVERB)").ToString();
            if (format[at] == '%')
                text.Append('%');
            else if (next == arguments.Length)
                text.Append("%!").Append(format[at]).Append("(MISSING)");
            else
                text.Append(One(format[start..at], format[at], arguments[next++]));
        }

        return text.ToString();
    }

    private static string One(string flags, char verb, object? value)
    {
        var left = flags.Contains('-');
        var zero = !left && flags.StartsWith('0');
        var numbers = flags.TrimStart('+', '-', '#', ' ', '0').Split('.');
        var precision = numbers.Length > 1 && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : -1;
        var text = (verb, value) switch
        {
            ('q', _) => GoJson.Write(GoValue.Print(value)),
            ('x', string letters) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(letters)),
            ('x', long number) => number.ToString("x", CultureInfo.InvariantCulture),
            ('f', long or double) => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString($"F{(precision < 0 ? 6 : precision)}", CultureInfo.InvariantCulture),
            ('s', string letters) when precision >= 0 && precision < letters.Length => letters[..precision],
            ('v' or 's' or 'd' or 't', _) => GoValue.Print(value),
            _ => $"%!{verb}({GoValue.Print(value)})",
        };
        var width = int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var columns) ? columns : 0;
        return left ? text.PadRight(width) : text.PadLeft(width, zero ? '0' : ' ');
    }
}
