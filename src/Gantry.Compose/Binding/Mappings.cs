using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads mappings that may also be lists of KEY=VALUE.</summary>
internal static class Mappings
{
    /// <summary>A mapping in which a key without a value has an empty one.</summary>
    public static IReadOnlyDictionary<string, string> Mapping(this MapNode map, string key) =>
        map.OptionalMapping(key).ToDictionary(entry => entry.Key, entry => entry.Value ?? "");

    /// <summary>A mapping in which a key without a value has null.</summary>
    public static IReadOnlyDictionary<string, string?> OptionalMapping(this MapNode map, string key)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        switch (map.Get(key))
        {
            case MapNode given:
                foreach (var (name, value) in given.Entries)
                    values[name] = value.IsNull ? null : value.ToString();
                break;
            case ListNode list:
                foreach (var item in list.Items)
                    Add(values, key, item);
                break;
        }
        return values;
    }

    /// <summary>Hosts with their addresses, of a mapping or of a list of HOST=ADDRESS or HOST:ADDRESS.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Hosts(this MapNode map, string key)
    {
        var hosts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        switch (map.Get(key))
        {
            case MapNode given:
                foreach (var (host, value) in given.Entries)
                    hosts[host] = [.. (value is ListNode list ? list.Items : [value]).Select(item => Plain(item.ToString() ?? ""))];
                break;
            case ListNode list:
                foreach (var item in list.Items)
                {
                    var (host, addresses) = Split(key, item);
                    hosts[host] = [.. hosts.GetValueOrDefault(host) ?? [], .. addresses];
                }
                break;
        }
        var bad = hosts.Keys.FirstOrDefault(host => host.Length == 0 || host.AsSpan().ContainsAny(':', '='));
        return bad is null ? hosts : throw new BindingException(key, $"bad host name '{bad}'", map.At);
    }

    private static void Add(Dictionary<string, string?> values, string key, Node item)
    {
        var parts = item.ToString()!.Split('=', 2);
        if (parts[0].Length > 0 && char.IsWhiteSpace(parts[0][^1]))
            throw new BindingException(key, $"environment variable {parts[0]} is declared with a trailing space", item.At);
        values[parts[0]] = parts.Length == 2 ? parts[1] : null;
    }

    private static (string Host, IEnumerable<string> Addresses) Split(string key, Node item)
    {
        var text = item.ToString()!;
        var separator = text.Contains('=') ? '=' : ':';
        var parts = text.Split(separator, 2);
        if (parts.Length < 2)
            throw new BindingException(key, $"invalid additional host, missing IP: {text}", item.At);
        return (parts[0], parts[1].Split(',').Select(Plain));
    }

    private static string Plain(string address) => address.Length > 2 && address[0] == '[' && address[^1] == ']' ? address[1..^1] : address;
}
