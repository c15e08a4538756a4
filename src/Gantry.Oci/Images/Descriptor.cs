using System.Text.Json.Serialization;

namespace Gantry.Oci.Images;

/// <summary>A pointer to content: what it is, its address and its size in bytes (OCI content descriptor).</summary>
public sealed record Descriptor
{
    /// <summary>The media type of the content.</summary>
    [JsonPropertyName("mediaType")]
    public string MediaType { get; init; } = "";

    /// <summary>The content's address.</summary>
    [JsonPropertyName("digest")]
    public Digest Digest { get; init; }

    /// <summary>The content's size in bytes.</summary>
    [JsonPropertyName("size")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long Size { get; init; }

    /// <summary>Other places to fetch the content from.</summary>
    [JsonPropertyName("urls")]
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>Free annotations.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The platform the content is for, in an index.</summary>
    [JsonPropertyName("platform")]
    public Platform? Platform { get; init; }

    /// <summary>The content itself in base 64, when it is small.</summary>
    [JsonPropertyName("data")]
    public string? Data { get; init; }

    /// <summary>The type of artifact the content is.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }
}
