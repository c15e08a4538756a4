using System.Text.Json.Serialization;

namespace Gantry.Distribution.Json;

/// <summary>The JSON of the registry's own answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorList))]
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(Catalog))]
internal sealed partial class DistributionJson : JsonSerializerContext;

/// <summary>The body of every refusal.</summary>
internal sealed record ErrorList(IReadOnlyList<ErrorEntry> Errors);

/// <summary>One reason of a refusal.</summary>
internal sealed record ErrorEntry(string Code, string Message, string? Detail);

/// <summary>The tags of a repository, in the order of their bytes.</summary>
internal sealed record TagList(string Name, IReadOnlyList<string> Tags);

/// <summary>The repositories of the registry, in the order of their bytes.</summary>
internal sealed record Catalog(IReadOnlyList<string> Repositories);
