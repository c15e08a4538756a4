using System.Globalization;

namespace Gantry.Cli.Templates;

/// <summary>What Go's templates do with values: print, compare, and tell true from false.</summary>
internal static class GoValue
{
    /// <summary>The text of a value, as <c>%v</c> prints it.</summary>
    public static string Print(object? value) => value switch
    {
        null => "<no value>",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => Number(number),
        Fields { IsMap: false } record when record.Keys.All(name => char.IsAsciiLetterUpper(name[0])) => $"{{{string.Join(' ', record.Values.Select(item => item is null ? "<nil>" : Print(item)))}}}",
        IFields fields => $"map[{string.Join(' ', fields.Names.Order(StringComparer.Ordinal).Select(name => $"{name}:{Inner(fields, name)}"))}]",
        IReadOnlyList<object?> list => $"[{string.Join(' ', list.Select(item => item is null ? "<nil>" : Print(item)))}]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        string text => text.Length > 0,
        long number => number != 0,
        double number => number != 0,
        IReadOnlyList<object?> list => list.Count > 0,
        IFields fields => fields is not Fields map || map.Count > 0,
        _ => true,
    };

    /// <summary>Order of two values of one kind.</summary>
    /// <exception cref="TemplateException">They cannot be compared.</exception>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (string one, string other) => string.CompareOrdinal(one, other),
        (bool one, bool other) => one.CompareTo(other),
        (long one, long other) => one.CompareTo(other),
        (long or double, long or double) => Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
        (null, null) => 0,
        _ => throw new TemplateException("incompatible types for comparison"),
    };

    private static string Inner(IFields fields, string name) => fields.TryGet(name, out var value) && value is not null ? Print(value) : "<nil>";

    private static string Number(double number)
    {
        var exponent = number == 0 ? 0 : Math.Floor(Math.Log10(Math.Abs(number)));
        if (exponent is >= -4 and < 21)
            return number.ToString("0.#################", CultureInfo.InvariantCulture);
        return number.ToString("0.################e+00", CultureInfo.InvariantCulture);
    }
}
