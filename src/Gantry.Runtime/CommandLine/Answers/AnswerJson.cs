using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Runtime.CommandLine.Answers;

/// <summary>JSON of what the runtime prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(List<StateAnswer>))]
[JsonSerializable(typeof(EventAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    /// <summary>For people.</summary>
    public static AnswerJson Indented => new(new JsonSerializerOptions(Default.Options!) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>A line each.</summary>
    public static AnswerJson Compact => new(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
