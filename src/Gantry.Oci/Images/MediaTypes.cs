namespace Gantry.Oci.Images;

/// <summary>The media types of image parts: OCI's, and Docker's older names for the same formats.</summary>
public static class MediaTypes
{
    /// <summary>OCI image index.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>OCI image manifest.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>OCI image configuration.</summary>
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";

    /// <summary>OCI layer, plain tar.</summary>
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>OCI layer, tar under gzip.</summary>
    public const string OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>OCI layer, tar under zstd.</summary>
    public const string OciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";

    /// <summary>Docker manifest list.</summary>
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Docker image manifest, schema 2.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker image configuration.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>Docker layer, plain tar.</summary>
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    /// <summary>Docker layer, tar under gzip.</summary>
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>Docker's configuration of a plugin.</summary>
    public const string DockerPlugin = "application/vnd.docker.plugin.v1+json";

    /// <summary>Whether the document is a list of manifests.</summary>
    /// <param name="mediaType">The media type to judge.</param>
    public static bool IsIndex(string? mediaType) => mediaType is OciIndex or DockerList;

    /// <summary>Whether the document is the manifest of one image.</summary>
    /// <param name="mediaType">The media type to judge.</param>
    public static bool IsManifest(string? mediaType) => mediaType is OciManifest or DockerManifest;

    /// <summary>Whether the document is an image configuration.</summary>
    /// <param name="mediaType">The media type to judge.</param>
    public static bool IsConfig(string? mediaType) => mediaType is OciConfig or DockerConfig;

    /// <summary>Whether a part of an image may be a layer: other parts are attestations, modules of WebAssembly and whatever else there is, which no container stands on.</summary>
    /// <param name="mediaType">The media type to judge; one that says nothing may be.</param>
    public static bool MayBeLayer(string? mediaType) => string.IsNullOrEmpty(mediaType)
        || mediaType.StartsWith("application/vnd.oci.image.", StringComparison.OrdinalIgnoreCase)
        || mediaType.StartsWith("application/vnd.docker.", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a layer is said to be a tar archive that nothing has compressed.</summary>
    /// <param name="mediaType">The media type to judge.</param>
    public static bool IsPlainLayer(string? mediaType) => mediaType is OciLayer or DockerLayer;

    /// <summary>Whether a layer is one that its owner alone hands out, at the addresses its descriptor names.</summary>
    /// <param name="mediaType">The media type to judge.</param>
    public static bool IsForeign(string? mediaType) => mediaType is not null
        && (mediaType.Contains(".layer.nondistributable.", StringComparison.Ordinal) || mediaType.Contains(".rootfs.foreign.", StringComparison.Ordinal));
}
