using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Gantry.Cli.Settings.Contexts;

/// <summary>Writes documents of contexts and credentials.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ContextJson : JsonSerializerContext
{
    /// <summary>One line, and no escapes but those JSON needs.</summary>
    public static JsonSerializerOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = Default };
}
