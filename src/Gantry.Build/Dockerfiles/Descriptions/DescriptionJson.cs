using System.Text.Json.Serialization;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>How descriptions are written: as BuildKit writes them.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LintResult))]
[JsonSerializable(typeof(Outline))]
[JsonSerializable(typeof(TargetList))]
internal sealed partial class DescriptionJson : JsonSerializerContext;
