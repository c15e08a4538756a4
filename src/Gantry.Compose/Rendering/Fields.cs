using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>The attributes of one object in their canonical order; attributes without a value are left out.</summary>
internal sealed class Fields(RenderForm form)
{
    public RenderForm Form { get; } = form;

    public MapNode Map { get; } = new();

    public Fields Text(string key, string? value) => string.IsNullOrEmpty(value) ? this : Put(key, Scalar(value));

    public Fields Flag(string key, bool value) => value ? Put(key, Scalar(true)) : this;

    public Fields Flag(string key, bool? value) => value is { } flag ? Put(key, Scalar(flag)) : this;

    public Fields Number(string key, long value) => value == 0 ? this : Put(key, Scalar(value));

    public Fields Number(string key, long? value) => value is { } number ? Put(key, Scalar(number)) : this;

    public Fields Single(string key, double value) => value == 0 ? this : Put(key, Scalar((double)(float)value));

    /// <summary>A size, which is a string of digits in both forms.</summary>
    public Fields Bytes(string key, long value) => value == 0 ? this : Put(key, Scalar(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public Fields Duration(string key, TimeSpan? value) => value is { } time ? Put(key, Scalar(Durations.Text(time))) : this;

    public Fields Mode(string key, int? value) => value is { } mode ? Put(key, Scalar("0" + Convert.ToString(mode, 8))) : this;

    public Fields Texts(string key, IReadOnlyList<string> values) => values.Count == 0 ? this : Put(key, List(values));

    /// <summary>A command, whose absence JSON says and whose emptiness both forms say.</summary>
    public Fields Command(string key, IReadOnlyList<string>? values)
    {
        if (values is not null)
            return Put(key, List(values));
        return Form == RenderForm.Json ? Put(key, Scalar(null)) : this;
    }

    public Fields Mapping(string key, IEnumerable<KeyValuePair<string, string>> values) => Named(key, values, value => Scalar(value));

    public Fields OptionalMapping(string key, IEnumerable<KeyValuePair<string, string?>> values) => Named(key, values, value => Scalar(value));

    public Fields Object(string key, Node? value) => value is null ? this : Put(key, value);

    public Fields Objects<T>(string key, IReadOnlyList<T> values, Func<T, Node> render) =>
        values.Count == 0 ? this : Put(key, new ListNode(values.Select(render)));

    /// <summary>A mapping by name, sorted the way the form sorts.</summary>
    public Fields Named<T>(string key, IEnumerable<KeyValuePair<string, T>> values, Func<T, Node> render)
    {
        var map = Sorted(values, render);
        return map.Count == 0 ? this : Put(key, map);
    }

    /// <summary>Hosts as the list HOST=ADDRESS.</summary>
    public Fields Hosts(string key, IReadOnlyDictionary<string, IReadOnlyList<string>> hosts)
    {
        var lines = hosts.SelectMany(host => host.Value.Select(address => $"{host.Key}={address}")).Order(StringComparer.Ordinal);
        return Texts(key, [.. lines]);
    }

    /// <summary>The x- attributes, which only YAML shows.</summary>
    public Fields Extensions(IReadOnlyDictionary<string, Node> extensions)
    {
        if (Form == RenderForm.Yaml)
            foreach (var (key, value) in Sorted(extensions, value => value).Entries)
                Put(key, CanonicalOrder.Of(value, Form));
        return this;
    }

    public static ScalarNode Scalar(object? value) => new(value);

    public static ListNode List(IEnumerable<string> values) => new(values.Select(value => Scalar(value)));

    private MapNode Sorted<T>(IEnumerable<KeyValuePair<string, T>> values, Func<T, Node> render)
    {
        var map = new MapNode();
        foreach (var (name, value) in values.OrderBy(entry => entry.Key, CanonicalOrder.Comparer(Form)))
            map[name] = render(value);
        return map;
    }

    private Fields Put(string key, Node value)
    {
        Map[key] = value;
        return this;
    }
}
