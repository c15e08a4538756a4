using System.Text.Json.Serialization;

namespace Gantry.Oci.Images;

/// <summary>The layers of an image as the digests of their uncompressed tars, base first.</summary>
public sealed record RootFs
{
    /// <summary>Always "layers".</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "layers";

    /// <summary>The digests, base first; none for an empty image.</summary>
    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<Digest>? DiffIds { get; init; }
}
