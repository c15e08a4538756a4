using System.Globalization;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads the attributes of a mapping as the types of the model.</summary>
internal static class Values
{
    /// <summary>The attribute, or null when it is missing or YAML's null.</summary>
    public static Node? Get(this MapNode map, string key) => map[key] is { IsNull: false } value ? value : null;

    public static string? String(this MapNode map, string key) => map.Get(key)?.ToString() is { Length: > 0 } text ? text : null;

    public static bool Bool(this MapNode map, string key) => map.OptionalBool(key) ?? false;

    public static bool? OptionalBool(this MapNode map, string key) => map.Get(key) switch
    {
        null => null,
        ScalarNode { Value: bool flag } => flag,
        ScalarNode { Text: { } text } value => text.ToLowerInvariant() switch
        {
            "true" or "y" or "yes" or "on" => true,
            "false" or "n" or "no" or "off" => false,
            _ => throw Wrong(value, key, $"invalid boolean: {text}"),
        },
        var other => throw Wrong(other, key, "must be a boolean"),
    };

    public static long Long(this MapNode map, string key) => map.OptionalLong(key) ?? 0;

    public static int Int(this MapNode map, string key) => checked((int)map.Long(key));

    public static int? OptionalInt(this MapNode map, string key) => (int?)map.OptionalLong(key);

    public static long? OptionalLong(this MapNode map, string key) => map.Get(key) switch
    {
        null => null,
        ScalarNode { Value: long number } => number,
        ScalarNode { Value: double number } => (long)number,
        ScalarNode { Text: { } text } when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var other => throw Wrong(other, key, $"strconv.ParseInt: parsing \"{other}\": invalid syntax"),
    };

    public static double Double(this MapNode map, string key) => map.Get(key) switch
    {
        null => 0,
        ScalarNode { Value: long number } => number,
        ScalarNode { Value: double number } => number,
        ScalarNode { Text: { } text } when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        var other => throw Wrong(other, key, $"strconv.ParseFloat: parsing \"{other}\": invalid syntax"),
    };

    public static long Bytes(this MapNode map, string key) => map.Get(key) switch
    {
        null => 0,
        ScalarNode { Value: long number } => number,
        var value => ByteSizes.Parse(value.ToString()!) ?? throw Wrong(value, key, $"invalid size: '{value}'"),
    };

    public static TimeSpan? Duration(this MapNode map, string key) => map.Get(key) is not { } value
        ? null
        : DurationSpec.Parse(value.ToString()!) ?? throw Wrong(value, key, $"time: invalid duration \"{value}\"");

    public static IReadOnlyList<string> Texts(this MapNode map, string key) => map.Get(key) switch
    {
        null => [],
        ListNode list => [.. list.Items.Select(item => item.ToString() ?? "")],
        var single => [single.ToString()!],
    };

    public static IReadOnlyList<T> Each<T>(this MapNode map, string key, Func<MapNode, T> read) =>
        [.. map.List(key)?.Items.OfType<MapNode>().Select((item, i) => BindingException.Below($"{key}[{i}]", () => read(item))) ?? []];

    public static T? Part<T>(this MapNode map, string key, Func<MapNode, T> read)
        where T : class => map.Map(key) is { } part ? BindingException.Below(key, () => read(part)) : null;

    public static IReadOnlyDictionary<string, T> Named<T>(this MapNode map, string key, Func<string, MapNode, T> read) =>
        map.Map(key)?.Entries.ToDictionary(
            entry => entry.Key,
            entry => BindingException.Below($"{key}[{entry.Key}]", () => read(entry.Key, entry.Value as MapNode ?? new MapNode { At = entry.Value.At }))) ?? [];

    public static IReadOnlyDictionary<string, Node> Extensions(this MapNode map) =>
        map.Entries.Where(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)).ToDictionary(entry => entry.Key, entry => entry.Value);

    private static BindingException Wrong(Node node, string key, string text) => new(key, text, node.At);
}
