using System.Text.Json.Serialization;

namespace Gantry.Oci.Images;

/// <summary>An image's configuration (OCI image configuration with Docker's additions). The SHA-256 of its bytes is the image's id.
/// Members stand in the order the Docker engine writes them.</summary>
public sealed record ImageConfig
{
    /// <summary>The author's remark, for example how the image was imported.</summary>
    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    /// <summary>When the image was made, RFC 3339 with up to nine fractional digits; kept as text so that it is written back as read.</summary>
    [JsonPropertyName("created")]
    public string? Created { get; init; }

    /// <summary>The version of the engine that made the image.</summary>
    [JsonPropertyName("docker_version")]
    public string? DockerVersion { get; init; }

    /// <summary>Who made the image.</summary>
    [JsonPropertyName("author")]
    public string? Author { get; init; }

    /// <summary>How the container ran that became the image, as Docker notes it; read but never written, for what is made of the image came to be otherwise.</summary>
    [JsonPropertyName("container_config")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public ExecutionConfig? ContainerConfig { get; init; }

    /// <summary>How containers of this image run unless told otherwise.</summary>
    [JsonPropertyName("config")]
    public ExecutionConfig? Config { get; init; }

    /// <summary>The processor, in Go's names.</summary>
    [JsonPropertyName("architecture")]
    public string Architecture { get; init; } = "";

    /// <summary>The processor's variant.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>The operating system, in Go's names.</summary>
    [JsonPropertyName("os")]
    public string Os { get; init; } = "";

    /// <summary>The layers' uncompressed digests.</summary>
    [JsonPropertyName("rootfs")]
    public RootFs RootFs { get; init; } = new();

    /// <summary>How the image came to be, oldest step first.</summary>
    [JsonPropertyName("history")]
    public IReadOnlyList<HistoryStep>? History { get; init; }

    /// <summary>The system's version, used by Windows images.</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <summary>Features the system must have.</summary>
    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }
}
