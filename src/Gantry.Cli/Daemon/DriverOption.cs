namespace Gantry.Cli.Daemon;

/// <summary>A driver option that networks get when they are created, unless they say otherwise.</summary>
/// <param name="Driver">The driver, for example <c>bridge</c>.</param>
/// <param name="Key">Its option.</param>
/// <param name="Value">The value.</param>
internal sealed record DriverOption(string Driver, string Key, string Value)
{
    /// <summary>Reads <c>driver=key=value</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DriverOption Parse(string text) => text.Split('=', 3) is [var driver, var key, var value]
        ? new DriverOption(driver, key, value)
        : throw new FormatException($"invalid value \"{text}\" for map option, should be root-key=key=value");

    /// <summary>As Go prints a map of maps.</summary>
    public static string Show(IReadOnlyList<DriverOption> options) =>
        $"map[{string.Join(' ', ByDriver(options).Select(driver => $"{driver.Key}:map[{string.Join(' ', driver.Value.Select(option => $"{option.Key}:{option.Value}"))}]"))}]";

    /// <summary>The options of each driver; of two with the same key the later one.</summary>
    public static SortedDictionary<string, IReadOnlyDictionary<string, string>> ByDriver(IReadOnlyList<DriverOption> options)
    {
        var drivers = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var group in options.GroupBy(option => option.Driver))
        {
            var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var option in group)
                values[option.Key] = option.Value;
            drivers[group.Key] = values;
        }

        return drivers;
    }
}
