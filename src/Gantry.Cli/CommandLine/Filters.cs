using System.Text.Json;

using Gantry.Cli.Client;

namespace Gantry.Cli.CommandLine;

/// <summary>The values of <c>--filter</c> as the engine takes them: each name with its values, as JSON.</summary>
internal static class Filters
{
    /// <exception cref="FormatException">A filter has no value.</exception>
    public static string Check(string text) =>
        text.Contains('=') || text.Length == 0 ? text : throw new FormatException("bad format of filter (expected name=value)");

    public static string ToJson(IReadOnlyList<string> filters)
    {
        var map = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var filter in filters)
        {
            if (filter.Split('=', 2) is [var name, var value])
            {
                var key = name.Trim().ToLowerInvariant();
                map[key] = [.. map.GetValueOrDefault(key) ?? [], value.Trim()];
            }
        }

        return map.Count == 0 ? "" : JsonSerializer.Serialize(map, ClientJson.Default.SortedDictionaryStringIReadOnlyListString);
    }
}
