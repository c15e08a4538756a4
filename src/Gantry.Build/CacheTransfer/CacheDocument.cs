using System.Text.Json.Serialization;

using Gantry.Oci.Images;

namespace Gantry.Build.CacheTransfer;

/// <summary>A build cache as BuildKit writes it outside, <c>application/vnd.buildkit.cacheconfig.v0</c>: layers, each on another one, and what steps came to.</summary>
internal sealed record CacheDocument
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "application/vnd.buildkit.cacheconfig.v0";

    [JsonPropertyName("layers")]
    public IReadOnlyList<CachedLayer> Layers { get; init; } = [];

    [JsonPropertyName("records")]
    public IReadOnlyList<CachedStep> Records { get; init; } = [];
}

/// <summary>A layer of it.</summary>
internal sealed record CachedLayer
{
    [JsonPropertyName("blob")]
    public Digest Blob { get; init; }

    /// <summary>The number of the layer below; -1 for none.</summary>
    [JsonPropertyName("parent")]
    public int Parent { get; init; }

    [JsonPropertyName("annotations")]
    public CachedLayerFacts? Annotations { get; init; }
}

/// <summary>What is known of a layer's blob.</summary>
internal sealed record CachedLayerFacts
{
    [JsonPropertyName("mediaType")]
    public string MediaType { get; init; } = "";

    [JsonPropertyName("diffID")]
    public Digest DiffId { get; init; }

    [JsonPropertyName("size")]
    public long Size { get; init; }

    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What made it; BuildKit has no such member and passes over it.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }
}

/// <summary>A step, by the digest it is known by, and what it came to. BuildKit also links steps to the ones before; a step here is known by all that makes it.</summary>
internal sealed record CachedStep
{
    [JsonPropertyName("layers")]
    public IReadOnlyList<CachedResult>? Results { get; init; }

    [JsonPropertyName("digest")]
    public Digest Digest { get; init; }
}

/// <summary>A result: the number of its topmost layer.</summary>
internal sealed record CachedResult
{
    [JsonPropertyName("layer")]
    public int Layer { get; init; }

    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CacheDocument))]
[JsonSerializable(typeof(CachedStep[]))]
internal sealed partial class CacheJson : JsonSerializerContext;
