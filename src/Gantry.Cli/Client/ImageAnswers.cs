using System.Text.Json.Serialization;

namespace Gantry.Cli.Client;

/// <summary>One row of GET /images/json.</summary>
internal sealed record ImageSummary
{
    public string Id { get; init; } = "";

    public string ParentId { get; init; } = "";

    public IReadOnlyList<string>? RepoTags { get; init; }

    public IReadOnlyList<string>? RepoDigests { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    public long Size { get; init; }

    public long SharedSize { get; init; } = -1;

    public long Containers { get; init; } = -1;
}

/// <summary>What this client reads of GET /images/{name}/json.</summary>
internal sealed record ImageDetails
{
    public string Id { get; init; } = "";

    /// <summary>In RFC 3339.</summary>
    public string? Created { get; init; }

    public string Architecture { get; init; } = "";

    public string? Variant { get; init; }

    public string Os { get; init; } = "";

    public long Size { get; init; }

    public ImageSettings? Config { get; init; }

    public ImageMetadata? Metadata { get; init; }
}

/// <summary>What an image prescribes for its containers.</summary>
internal sealed record ImageSettings(Dictionary<string, Nothing>? Volumes);

/// <summary>What the engine remembers of an image; the time in RFC 3339.</summary>
internal sealed record ImageMetadata(string? LastTagTime);

/// <summary>One row of GET /images/{name}/history.</summary>
internal sealed record HistoryEntry(string Id, long Created, string CreatedBy, long Size, string Comment, IReadOnlyList<string>? Tags);

/// <summary>One step of a removal.</summary>
internal sealed record RemovedImage(string? Untagged, string? Deleted);

/// <summary>One line of a progress stream.</summary>
internal sealed record ProgressMessage
{
    [JsonPropertyName("stream")]
    public string? Stream { get; init; }

    [JsonPropertyName("status")]
    public string? Status { get; init; }

    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("progressDetail")]
    public ProgressDetail? Detail { get; init; }

    [JsonPropertyName("errorDetail")]
    public ErrorBody? ErrorDetail { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }
}

/// <summary>How far a step is, in bytes.</summary>
internal sealed record ProgressDetail([property: JsonPropertyName("current")] long Current, [property: JsonPropertyName("total")] long Total);
