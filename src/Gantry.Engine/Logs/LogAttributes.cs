using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Logs;

/// <summary>What a container's log options add to each line: chosen labels and environment variables, and a tag.</summary>
internal static class LogAttributes
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    /// <summary>The attributes as a JSON object with sorted names; null when there are none.</summary>
    /// <exception cref="GantryException">A pattern or a tag template that is none.</exception>
    public static string? Json(Container container)
    {
        var attributes = Of(container, static name => name);
        if (LogTag.Of(container, "") is { Length: > 0 } tag)
            attributes["tag"] = tag;
        return attributes.Count == 0 ? null : Write(attributes);
    }

    /// <summary>The chosen labels and variables.</summary>
    /// <param name="container">The container.</param>
    /// <param name="naming">What a driver calls them.</param>
    public static SortedDictionary<string, string> Of(Container container, Func<string, string> naming)
    {
        var options = container.HostConfig.LogConfig.Config ?? [];
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Choose(options, "labels", "labels-regex", container.Config.Labels ?? [], naming, attributes);
        Choose(options, "env", "env-regex", Variables(container.Config.Env ?? []), naming, attributes);
        return attributes;
    }

    private static void Choose(
        SortedDictionary<string, string> options, string listName, string patternName, IReadOnlyDictionary<string, string> from,
        Func<string, string> naming, SortedDictionary<string, string> into)
    {
        if (options.TryGetValue(listName, out var list))
        {
            foreach (var name in list.Split(','))
            {
                if (from.TryGetValue(name, out var value))
                    into[naming(name)] = value;
            }
        }

        if (!options.TryGetValue(patternName, out var text) || text.Length == 0)
            return;
        var pattern = Pattern(text);
        foreach (var (name, value) in from)
        {
            if (pattern.IsMatch(name))
                into[naming(name)] = value;
        }
    }

    private static Regex Pattern(string text)
    {
        try
        {
            return new Regex(text, RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (ArgumentException e)
        {
            throw new GantryException(ErrorKind.Internal, $"failed to create task for container: failed to initialize logging driver: error parsing regexp: `{text}`", e);
        }
    }

    private static Dictionary<string, string> Variables(IEnumerable<string> entries)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var at = entry.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
                variables[entry[..at]] = entry[(at + 1)..];
        }

        return variables;
    }

    private static string Write(SortedDictionary<string, string> attributes)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in attributes)
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
