using System.Text.Json;

namespace Gantry.Cli.Templates;

/// <summary>An object of a JSON document, or one put together by hand; keeps its order.</summary>
internal sealed class Fields : OrderedDictionary<string, object?>, IFields
{
    public IEnumerable<string> Names => Keys;

    public bool TryGet(string name, out object? value) => TryGetValue(name, out value);

    /// <summary>A JSON value as templates see it.</summary>
    public static object? From(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => FromObject(json),
        JsonValueKind.Array => json.EnumerateArray().Select(From).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static Fields FromObject(JsonElement json)
    {
        var fields = new Fields();
        foreach (var property in json.EnumerateObject())
            fields[property.Name] = From(property.Value);
        return fields;
    }
}
