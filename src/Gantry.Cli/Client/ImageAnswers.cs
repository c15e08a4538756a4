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

    /// <summary>What an index has; null where the engine keeps one platform of an image.</summary>
    public IReadOnlyList<ManifestSummary>? Manifests { get; init; }
}

/// <summary>A manifest of an index.</summary>
internal sealed record ManifestSummary
{
    public string Id { get; init; } = "";

    /// <summary><c>image</c>, <c>attestation</c> or <c>unknown</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Whether its content is here.</summary>
    public bool Available { get; init; }

    public ManifestSize Size { get; init; } = new();

    public ManifestImage? ImageData { get; init; }
}

/// <summary>Bytes on disk.</summary>
internal sealed record ManifestSize
{
    public long Total { get; init; }

    public long Content { get; init; }
}

/// <summary>The image a manifest describes.</summary>
internal sealed record ManifestImage
{
    public ManifestPlatform? Platform { get; init; }

    public IReadOnlyList<string>? Containers { get; init; }
}

/// <summary>What an image runs on.</summary>
internal sealed record ManifestPlatform
{
    [System.Text.Json.Serialization.JsonPropertyName("os")]
    public string OperatingSystem { get; init; } = "";

    [System.Text.Json.Serialization.JsonPropertyName("architecture")]
    public string Architecture { get; init; } = "";

    [System.Text.Json.Serialization.JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>For example <c>linux/arm/v7</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => $"{OperatingSystem}/{Architecture}{(Variant is { Length: > 0 } ? "/" + Variant : "")}";
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
