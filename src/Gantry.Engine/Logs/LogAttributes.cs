using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Logs;

/// <summary>What a container's log options add to each line: chosen labels and environment variables, and a tag.</summary>
internal static partial class LogAttributes
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    /// <summary>The attributes as a JSON object with sorted names; null when there are none.</summary>
    /// <exception cref="GantryException">Invalid: a pattern or a tag template that is none.</exception>
    public static string? Json(Container container)
    {
        var options = container.HostConfig.LogConfig.Config ?? [];
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var labels = container.Config.Labels ?? [];
        var environment = Variables(container.Config.Env ?? []);
        Choose(options, "labels", "labels-regex", labels, attributes);
        Choose(options, "env", "env-regex", environment, attributes);
        if (options.TryGetValue("tag", out var tag) && tag.Length > 0)
            attributes["tag"] = Tag(tag, container);
        return attributes.Count == 0 ? null : Write(attributes);
    }

    /// <summary>Fills a tag template: <c>{{.ID}}</c>, <c>{{.FullID}}</c>, <c>{{.Name}}</c>, <c>{{.ImageID}}</c>, <c>{{.ImageFullID}}</c>, <c>{{.ImageName}}</c>,
    /// <c>{{.Command}}</c> and <c>{{.DaemonName}}</c>.</summary>
    private static string Tag(string template, Container container) => Field().Replace(template, match => match.Groups[1].Value switch
    {
        "ID" => container.Id[..12],
        "FullID" => container.Id,
        "Name" => container.Name,
        "ImageID" => Digest(container.ImageId)[..12],
        "ImageFullID" => container.ImageId,
        "ImageName" => container.Config.Image,
        "Command" => string.Join(' ', [container.Path, .. container.Args]),
        "DaemonName" => "docker",
        var other => throw new GantryException(ErrorKind.Invalid, $"template: log-tag: can't evaluate field {other} in type *logger.Info"),
    });

    private static void Choose(
        SortedDictionary<string, string> options, string listName, string patternName, IReadOnlyDictionary<string, string> from, SortedDictionary<string, string> into)
    {
        if (options.TryGetValue(listName, out var list))
        {
            foreach (var name in list.Split(','))
            {
                if (from.TryGetValue(name, out var value))
                    into[name] = value;
            }
        }

        if (!options.TryGetValue(patternName, out var text) || text.Length == 0)
            return;
        var pattern = Pattern(text);
        foreach (var (name, value) in from)
        {
            if (pattern.IsMatch(name))
                into[name] = value;
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
            throw new GantryException(ErrorKind.Invalid, $"error parsing regexp: `{text}`", e);
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

    private static string Digest(string id) => id.StartsWith("sha256:", StringComparison.Ordinal) ? id["sha256:".Length..] : id;

    [GeneratedRegex(@"\{\{\s*\.(\w+)\s*\}\}")]
    private static partial Regex Field();
}
