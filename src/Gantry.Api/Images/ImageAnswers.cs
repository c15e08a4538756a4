using System.Text.Json.Serialization;

using Gantry.Api.Containers;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Images;
using Gantry.Oci.Images;
using Gantry.Storage.Images;

namespace Gantry.Api.Images;

/// <summary>One image in a list.</summary>
internal sealed record ImageSummary
{
    public required long Containers { get; init; }
    public required long Created { get; init; }
    public required string Id { get; init; }
    public required IReadOnlyDictionary<string, string>? Labels { get; init; }
    public required string ParentId { get; init; }
    public required IReadOnlyList<string>? RepoDigests { get; init; }
    public required IReadOnlyList<string>? RepoTags { get; init; }
    public required long SharedSize { get; init; }
    public required long Size { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    /// <summary>Shared bytes are costly and -1 where nobody asked for them; so are containers before version 1.51.</summary>
    public static ImageSummary Of(ImageRecord image, IImages images, IReadOnlyDictionary<Digest, long>? shared, ApiVersion version) => new()
    {
        Containers = shared is null && version.Minor < 51 ? -1 : images.ContainersUsing(image),
        Created = image.Created.ToUnixTimeSeconds(),
        Id = image.Id.ToString(),
        Labels = image.Config.Config?.Labels,
        ParentId = image.Parent.ToString(),
        RepoDigests = image.Digests,
        RepoTags = image.Names,
        SharedSize = shared is null ? -1 : shared.GetValueOrDefault(image.Id),
        Size = image.Size,
        VirtualSize = version.Minor < 44 ? image.Size : null,
    };

    /// <summary>As the answer about disk usage has it: a list without members is null.</summary>
    public ImageSummary WithoutEmptyLists() => this with { RepoDigests = RepoDigests is { Count: 0 } ? null : RepoDigests, RepoTags = RepoTags is { Count: 0 } ? null : RepoTags };
}

/// <summary>Everything about an image.</summary>
internal sealed record ImageInspection
{
    public required string Id { get; init; }
    public required IReadOnlyList<string> RepoTags { get; init; }
    public required IReadOnlyList<string> RepoDigests { get; init; }
    public required string Parent { get; init; }
    public required string Comment { get; init; }

    /// <summary>When it was made; where the image does not say it, nothing since version 1.44 of the API.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Created { get; init; }

    /// <summary>How the container was made that became the image; until version 1.44 of the API.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageConfigInspection? ContainerConfig { get; init; }

    public required string DockerVersion { get; init; }
    public required string Author { get; init; }
    public required string Architecture { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    public required string Os { get; init; }
    public required long Size { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    public required GraphDriverInspection GraphDriver { get; init; }
    public required RootFsInspection RootFS { get; init; }
    public required MetadataInspection Metadata { get; init; }
    public required ImageConfigInspection Config { get; init; }

    public static ImageInspection Of(ImageRecord image, IImages images, ApiVersion version) => new()
    {
        Id = image.Id.ToString(),
        RepoTags = image.Names,
        RepoDigests = image.Digests,
        Parent = image.Parent.ToString(),
        Comment = image.Config.Comment is { Length: > 0 } comment ? comment : image.Config.History is { Count: > 0 } steps ? steps[^1].Comment ?? "" : "",
        Created = image.Config.Created ?? (version.Minor < 44 ? GoTime.Format(DateTimeOffset.MinValue) : null),
        ContainerConfig = version.Minor < 45 ? ImageConfigInspection.Of(image.Config.ContainerConfig ?? new ExecutionConfig(), ofContainer: true) : null,
        DockerVersion = image.Config.DockerVersion ?? "",
        Author = image.Config.Author ?? "",
        Architecture = image.Config.Architecture,
        Variant = image.Config.Variant is { Length: > 0 } variant ? variant : null,
        Os = image.Config.Os,
        Size = image.Size,
        VirtualSize = version.Minor < 44 ? image.Size : null,
        GraphDriver = GraphDriverInspection.Of(images.DirectoriesOf(image)),
        RootFS = new RootFsInspection([.. (image.Config.RootFs.DiffIds ?? []).Select(d => d.ToString())]),
        Metadata = new MetadataInspection(GoTime.Format(image.LastTagged ?? DateTimeOffset.MinValue)),
        Config = ImageConfigInspection.Of(image.Config.Config ?? new ExecutionConfig(), ofContainer: version.Minor < 50),
    };
}

/// <summary>An image's layers.</summary>
internal sealed record RootFsInspection(IReadOnlyList<string> Layers)
{
    public string Type { get; init; } = "layers";
}

/// <summary>What the engine knows beyond the image.</summary>
internal sealed record MetadataInspection(string LastTagTime);

/// <summary>How a container of an image runs.</summary>
internal sealed record ImageConfigInspection
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ArgsEscaped { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Env { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthCheck? Healthcheck { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public IReadOnlyList<string>? OnBuild { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Shell { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; init; }

    public string User { get; init; } = "";
    public IReadOnlyDictionary<string, EmptyObject>? Volumes { get; init; }
    public string WorkingDir { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttachStderr { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttachStdin { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttachStdout { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Domainname { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hostname { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Image { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? OpenStdin { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? StdinOnce { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Tty { get; init; }

    /// <param name="config">The configuration.</param>
    /// <param name="ofContainer">Whether members that say something of containers only are there too, as they were until version 1.49 of the API.</param>
    public static ImageConfigInspection Of(ExecutionConfig config, bool ofContainer) => new()
    {
        AttachStderr = ofContainer ? config.AttachStderr : null,
        AttachStdin = ofContainer ? config.AttachStdin : null,
        AttachStdout = ofContainer ? config.AttachStdout : null,
        Domainname = ofContainer ? config.Domainname ?? "" : null,
        Hostname = ofContainer ? config.Hostname ?? "" : null,
        Image = ofContainer ? config.Image ?? "" : null,
        OpenStdin = ofContainer ? config.OpenStdin : null,
        StdinOnce = ofContainer ? config.StdinOnce : null,
        Tty = ofContainer ? config.Tty : null,
        ArgsEscaped = config.ArgsEscaped,
        Cmd = Some(config.Cmd),
        Entrypoint = Some(config.Entrypoint),
        Env = config.Env,
        ExposedPorts = config.ExposedPorts,
        Healthcheck = config.Healthcheck,
        Labels = config.Labels,
        OnBuild = Some(config.OnBuild),
        Shell = config.Shell,
        StopSignal = config.StopSignal is { Length: > 0 } signal ? signal : null,
        User = config.User ?? "",
        Volumes = config.Volumes,
        WorkingDir = config.WorkingDir ?? "",
    };

    /// <summary>A list without members is none.</summary>
    private static IReadOnlyList<string>? Some(IReadOnlyList<string>? list) => list is { Count: > 0 } ? list : null;
}

/// <summary>One step of a history.</summary>
internal sealed record HistoryItem(string Comment, long Created, string CreatedBy, string Id, long Size, IReadOnlyList<string>? Tags);

/// <summary>What a pruning removed; null where there was nothing.</summary>
internal sealed record PruneAnswer(IReadOnlyList<DeletionItem>? ImagesDeleted, long SpaceReclaimed);

/// <summary>One step of a removal.</summary>
internal sealed record DeletionItem
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Untagged { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deleted { get; init; }

    public static DeletionItem Of(ImageDeletion deletion) => new() { Untagged = deletion.Untagged, Deleted = deletion.Deleted };
}

/// <summary>One line of a stream of progress.</summary>
internal sealed record StreamLine
{
#pragma warning disable IDE1006 // the names of the wire
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? stream { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? progress { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StreamProgress? progressDetail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StreamError? errorDetail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LineExtra? aux { get; init; }
#pragma warning restore IDE1006
}

/// <summary>What programs want to know: what a push left at the registry, or the image that a stage of a build became.</summary>
internal sealed record LineExtra
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tag { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Digest { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Size { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ID { get; init; }
}

/// <summary>How far something is.</summary>
#pragma warning disable IDE1006 // the names of the wire
internal sealed record StreamProgress(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? current,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? total);

/// <summary>Why a stream ended early.</summary>
internal sealed record StreamError(
    string message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyOrder(-1)] int? code = null);
#pragma warning restore IDE1006
