using System.Text.Json;

using Gantry.Distribution.Errors;
using Gantry.Oci.Images;

namespace Gantry.Distribution.Manifests;

/// <summary>What a manifest says that a registry must know.</summary>
internal sealed record ManifestContent
{
    /// <summary>Its media type.</summary>
    public required string MediaType { get; init; }

    /// <summary>Blobs it needs.</summary>
    public IReadOnlyList<Descriptor> Blobs { get; init; } = [];

    /// <summary>Manifests it needs.</summary>
    public IReadOnlyList<Descriptor> Manifests { get; init; } = [];

    /// <summary>The manifest it speaks about, which need not be here.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>What kind of thing it says about it.</summary>
    public string? ArtifactType { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Reads a manifest of any kind there is: OCI's and Docker's (schema 2), of one image or of several.</summary>
    /// <param name="body">The document.</param>
    /// <param name="contentType">What the client says it is; null: nothing.</param>
    /// <exception cref="DistributionException">It is none, or means different things to different readers.</exception>
    public static ManifestContent Read(ReadOnlySpan<byte> body, string? contentType)
    {
        try
        {
            var (own, isIndex, isImage) = Shape(body);
            if (contentType is null or "" or "application/json" or "application/octet-stream")
                contentType = own;
            if (own is not null && own != contentType)
                throw Refusals.ManifestInvalid($"the document is a {own}, sent as {contentType}");
            if (isIndex && isImage)
                throw Refusals.ManifestInvalid("a manifest has layers or manifests, not both");
            return MediaTypes.IsIndex(contentType) || (contentType is null && isIndex) ? ReadIndex(body, contentType ?? MediaTypes.OciIndex)
                : MediaTypes.IsManifest(contentType) || (contentType is null && isImage) ? ReadImage(body, contentType ?? MediaTypes.OciManifest)
                : throw Refusals.ManifestInvalid($"manifests of type {contentType ?? "none"} are not kept here");
        }
        catch (JsonException fault)
        {
            throw Refusals.ManifestInvalid(fault.Message);
        }
    }

    /// <summary>The descriptor others find it by, when it speaks about a subject.</summary>
    public Descriptor Describe(Digest digest, long size) => new()
    {
        MediaType = MediaType,
        Digest = digest,
        Size = size,
        ArtifactType = ArtifactType,
        Annotations = Annotations,
    };

    private static (string? MediaType, bool IsIndex, bool IsImage) Shape(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var document = JsonDocument.ParseValue(ref reader);
        if (reader.Read() || document.RootElement.ValueKind != JsonValueKind.Object)
            throw Refusals.ManifestInvalid("a manifest is one JSON object");
        var root = document.RootElement;
        if (!root.TryGetProperty("schemaVersion", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != 2)
            throw Refusals.ManifestInvalid("only manifests of schema version 2 are kept here");
        var mediaType = root.TryGetProperty("mediaType", out var own) && own.ValueKind == JsonValueKind.String ? own.GetString() : null;
        return (mediaType is { Length: > 0 } ? mediaType : null, root.TryGetProperty("manifests", out _), root.TryGetProperty("config", out _) || root.TryGetProperty("layers", out _));
    }

    private static ManifestContent ReadIndex(ReadOnlySpan<byte> body, string mediaType)
    {
        var index = JsonSerializer.Deserialize(body, OciJson.Plain.ImageIndex)!;
        return new ManifestContent
        {
            MediaType = mediaType,
            Manifests = Checked(index.Manifests ?? []),
            Subject = index.Subject,
            ArtifactType = index.ArtifactType is { Length: > 0 } ? index.ArtifactType : null,
            Annotations = index.Annotations,
        };
    }

    private static ManifestContent ReadImage(ReadOnlySpan<byte> body, string mediaType)
    {
        var image = JsonSerializer.Deserialize(body, OciJson.Plain.Manifest)!;
        return new ManifestContent
        {
            MediaType = mediaType,
            Blobs = Checked([image.Config, .. image.Layers ?? []]),
            Subject = image.Subject,
            ArtifactType = image.ArtifactType is { Length: > 0 } ? image.ArtifactType : image.Config.MediaType,
            Annotations = image.Annotations,
        };
    }

    private static IReadOnlyList<Descriptor> Checked(IReadOnlyList<Descriptor> descriptors) =>
        descriptors.Any(descriptor => descriptor is null || descriptor.Digest.IsEmpty)
            ? throw Refusals.ManifestInvalid("a descriptor names no digest")
            : descriptors;
}
