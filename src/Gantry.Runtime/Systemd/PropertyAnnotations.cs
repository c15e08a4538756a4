using System.Globalization;

using Gantry.Oci.Errors;
using Gantry.Runtime.Systemd.Bus;

namespace Gantry.Runtime.Systemd;

/// <summary>Properties of the unit that a document asks for itself: annotations <c>org.systemd.property.NAME</c> with a value in GVariant's text form.</summary>
internal static class PropertyAnnotations
{
    private const string Prefix = "org.systemd.property.";
    private const string Seconds = "Sec";
    private const int ShortestName = 3;

    /// <summary>The properties among annotations.</summary>
    /// <exception cref="GantryException">Invalid, when a name or a value is none.</exception>
    public static IReadOnlyList<(string Name, BusValue Value)> Of(IReadOnlyDictionary<string, string>? annotations) =>
        [.. (annotations ?? new Dictionary<string, string>()).Where(a => a.Key.StartsWith(Prefix, StringComparison.Ordinal)).Select(a => One(a.Key, a.Value))];

    private static (string Name, BusValue Value) One(string key, string text)
    {
        var name = key[Prefix.Length..];
        if (name.Length < ShortestName)
            throw new GantryException(ErrorKind.Invalid, $"annotation {key} name incorrect: too short");
        if (!name.All(char.IsAsciiLetter))
            throw new GantryException(ErrorKind.Invalid, $"annotation {key} name incorrect: contains non-alphabetic character");
        try
        {
            var value = PropertyText.Parse(text);

            // Documented in seconds, and known to the bus in microseconds.
            return name.EndsWith(Seconds, StringComparison.Ordinal) && name.Length > Seconds.Length && char.IsAsciiLetterLower(name[^(Seconds.Length + 1)])
                ? (name[..^Seconds.Length] + "USec", Microseconds(value)) : (name, value);
        }
        catch (FormatException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"annotation {key}={text} value parse error: {e.Message}", e);
        }
    }

    private static BusValue Microseconds(BusValue value)
    {
        const double factor = 1_000_000;
        return value.Value is IConvertible and not (string or bool) ? BusValue.Of((ulong)(Convert.ToDouble(value.Value, CultureInfo.InvariantCulture) * factor))
            : throw new FormatException("not a number");
    }
}
