using System.Text.Json.Serialization;

namespace Gantry.Cli.Client;

/// <summary>GET /system/df: what the engine's objects take on disk, in bytes.</summary>
internal sealed record DiskUsage
{
    /// <summary>All layers of all images, each once.</summary>
    public long LayersSize { get; init; }

    public IReadOnlyList<ImageSummary>? Images { get; init; }

    public IReadOnlyList<ContainerSummary>? Containers { get; init; }

    public IReadOnlyList<VolumeDetails>? Volumes { get; init; }

    [JsonPropertyName("BuildCache")]
    public IReadOnlyList<CachedStep>? Cache { get; init; }
}

/// <summary>A step of a build that is kept.</summary>
internal sealed record CachedStep
{
    public string ID { get; init; } = "";

    public string Type { get; init; } = "";

    public string Description { get; init; } = "";

    public bool InUse { get; init; }

    public bool Shared { get; init; }

    public long Size { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public long UsageCount { get; init; }
}
