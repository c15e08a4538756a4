using System.Text;
using System.Text.Json;

namespace Gantry.Cli.Building;

/// <summary>What a build came to, for other programs: the image's id, and the document of <c>--metadata-file</c>.</summary>
internal static class ImageAnswer
{
    /// <summary>The image's id; empty where no image was made.</summary>
    public static string Id(IReadOnlyDictionary<string, string> answer) =>
        answer.GetValueOrDefault("containerimage.config.digest") is { Length: > 0 } config ? config : answer.GetValueOrDefault("containerimage.digest", "");

    /// <summary>The whole answer as indented JSON; values that are documents in base 64 are written as such.</summary>
    /// <param name="answer">What the exporters said.</param>
    /// <param name="build">The build's id.</param>
    public static byte[] Document(IReadOnlyDictionary<string, string> answer, string build)
    {
        using var document = new MemoryStream();
        using (var json = new Utf8JsonWriter(document, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in answer.Append(new("buildx.build.ref", $"default/default/{build}")).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(name);
                if (Decode(value) is { } inner)
                    json.WriteRawValue(inner);
                else
                    json.WriteStringValue(value);
            }

            json.WriteEndObject();
        }

        return document.ToArray();
    }

    private static string? Decode(string value)
    {
        var bytes = new byte[value.Length];
        if (value.Length == 0 || !Convert.TryFromBase64String(value, bytes, out var count) || count == 0 || bytes[0] != '{')
            return null;
        try
        {
            using var parsed = JsonDocument.Parse(bytes.AsMemory(0, count));
            return parsed.RootElement.EnumerateObject().Any() ? Encoding.UTF8.GetString(bytes, 0, count) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
