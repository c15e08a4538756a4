using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>How descriptions are written: as BuildKit writes them.</summary>
[JsonSerializable(typeof(LintResult))]
[JsonSerializable(typeof(Outline))]
[JsonSerializable(typeof(TargetList))]
internal sealed partial class DescriptionJson : JsonSerializerContext
{
    /// <summary>Indented, with quotes as people type them.</summary>
    public static DescriptionJson Plain { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes a description; of characters that could stay, Go escapes those of HTML.</summary>
    public static byte[] Write<T>(T description, JsonTypeInfo<T> type) => Encoding.UTF8.GetBytes(new StringBuilder(JsonSerializer.Serialize(description, type))
        .Replace("&", "\\u0026").Replace("<", "\\u003c").Replace(">", "\\u003e").ToString());
}
