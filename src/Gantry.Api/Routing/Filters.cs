using System.Text.Json;

using Gantry.Api.Json;
using Gantry.Oci.Errors;

namespace Gantry.Api.Routing;

/// <summary>The <c>filters</c> parameter: names to values, as a JSON object of lists or, from old clients, of objects.</summary>
internal sealed class Filters
{
    private readonly Dictionary<string, IReadOnlyList<string>> values;

    private Filters(Dictionary<string, IReadOnlyList<string>> values) => this.values = values;

    /// <summary>Reads it; Invalid for a name that is not among the known.</summary>
    public static Filters Read(ApiContext context, params ReadOnlySpan<string> known)
    {
        var filters = ReadAny(context);
        foreach (var name in filters.values.Keys)
        {
            if (!known.Contains(name))
                throw new GantryException(ErrorKind.Invalid, $"invalid filter '{name}'");
        }

        return filters;
    }

    /// <summary>Reads it where an unknown name is no fault.</summary>
    public static Filters ReadAny(ApiContext context) => new(Parse(context.Query("filters")));

    public IReadOnlyList<string> this[string name] => values.GetValueOrDefault(name) ?? [];

    public bool Has(string name) => values.TryGetValue(name, out var list) && list.Count > 0;

    /// <summary>Whether there is no such filter, or one of its values fits.</summary>
    public bool Any(string name, Func<string, bool> fits) => !Has(name) || this[name].Any(fits);

    /// <summary>Whether there is no such filter, or all of its values fit.</summary>
    public bool All(string name, Func<string, bool> fits) => this[name].All(fits);

    /// <summary>A filter that is true or false, or null when it is not there. It may have other values too: the docker command adds its own to the user's.</summary>
    /// <exception cref="GantryException">Invalid: it is neither, or both.</exception>
    public bool? Flag(string name)
    {
        if (!Has(name))
            return null;
        var isTrue = this[name].Any(value => value is "true" or "1");
        return isTrue != this[name].Any(value => value is "false" or "0")
            ? isTrue
            : throw new GantryException(ErrorKind.Invalid, $"invalid filter '{name}=[{string.Join(' ', this[name])}]'");
    }

    /// <summary>The time of the filter "until"; null when it is not there.</summary>
    public DateTimeOffset? Until() => this["until"] switch
    {
        [] => null,
        [var text] => GoTime.ParseAgo(text, DateTimeOffset.UtcNow),
        _ => throw new GantryException(ErrorKind.Invalid, "more than one until filter specified"),
    };

    /// <summary>Whether labels have all of <c>key</c> or <c>key=value</c> of the filter "label", and none of those of "label!".</summary>
    public bool Labels(IReadOnlyDictionary<string, string>? labels)
    {
        return All("label", Has) && this["label!"].All(l => !Has(l));

        bool Has(string wanted)
        {
            var at = wanted.IndexOf('=', StringComparison.Ordinal);
            return labels is not null && (at < 0 ? labels.ContainsKey(wanted) : labels.TryGetValue(wanted[..at], out var value) && value == wanted[(at + 1)..]);
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> Parse(string? text)
    {
        if (text is null or "")
            return [];
        try
        {
            return JsonSerializer.Deserialize(text, ApiJson.Default.DictionaryStringIReadOnlyListString) ?? [];
        }
        catch (JsonException)
        {
            try
            {
                var old = JsonSerializer.Deserialize(text, ApiJson.Default.DictionaryStringDictionaryStringBoolean) ?? [];
                return old.ToDictionary(o => o.Key, o => (IReadOnlyList<string>)[.. o.Value.Where(v => v.Value).Select(v => v.Key)], StringComparer.Ordinal);
            }
            catch (JsonException e)
            {
                throw new GantryException(ErrorKind.Invalid, "invalid filter", e);
            }
        }
    }
}
