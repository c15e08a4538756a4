using System.Text.Json;

namespace Gantry.Cli.Templates;

/// <summary>An object of a JSON document, or one put together by hand; keeps its order.</summary>
internal sealed class Fields : OrderedDictionary<string, object?>, IFields
{
    /// <summary>Members of Docker's documents that hold a map, whose keys are data, where others are records with fixed members.</summary>
    private static readonly HashSet<string> MapNames =
    [
        "Annotations", "Data", "DriverOpts", "ExposedPorts", "Labels", "Networks", "Options", "PortBindings", "Ports", "StorageOpt", "Sysctls", "Tmpfs", "Volumes",
    ];

    public Fields()
    {
    }

    public Fields(Fields others)
        : base(others)
    {
    }

    public IEnumerable<string> Names => Keys;

    /// <summary>Whether the keys are data: one that is missing then has no value, and is no mistake.</summary>
    public bool IsMap { get; init; }

    public bool TryGet(string name, out object? value) => TryGetValue(name, out value);

    /// <summary>Whether a member of this name holds a map.</summary>
    public static bool HoldsMap(string name) => MapNames.Contains(name);

    /// <summary>A JSON value as templates see it.</summary>
    public static object? From(JsonElement json) => From(json, member => MapNames.Contains(member), isMap: false);

    /// <summary>A JSON value of no known type: all objects in it are maps.</summary>
    public static object? Untyped(JsonElement json) => From(json, _ => true, isMap: true);

    private static object? From(JsonElement json, Func<string, bool> holdsMap, bool isMap) => json.ValueKind switch
    {
        JsonValueKind.Object => FromObject(json, holdsMap, isMap),
        JsonValueKind.Array => json.EnumerateArray().Select(item => From(item, holdsMap, holdsMap(""))).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static Fields FromObject(JsonElement json, Func<string, bool> holdsMap, bool isMap)
    {
        var fields = new Fields { IsMap = isMap };
        foreach (var property in json.EnumerateObject())
            fields[property.Name] = From(property.Value, holdsMap, holdsMap("") || (!isMap && holdsMap(property.Name)));
        return fields;
    }
}
