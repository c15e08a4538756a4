using System.Text.Json.Serialization;

namespace Gantry.Oci.Images;

/// <summary>One step in an image's history.</summary>
public sealed record HistoryStep
{
    /// <summary>When, RFC 3339.</summary>
    [JsonPropertyName("created")]
    public string? Created { get; init; }

    /// <summary>Who.</summary>
    [JsonPropertyName("author")]
    public string? Author { get; init; }

    /// <summary>The command that made the step.</summary>
    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    /// <summary>A remark.</summary>
    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    /// <summary>Whether the step made no layer.</summary>
    [JsonPropertyName("empty_layer")]
    public bool EmptyLayer { get; init; }
}
