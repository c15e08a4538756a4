using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>A name's record on disk, <c>names/HASH.json</c>, where HASH is the SHA-256 of the name.</summary>
internal sealed record NameDocument
{
    /// <summary>The name in full, "docker.io/library/busybox:latest" or "…@sha256:…".</summary>
    public required string Name { get; init; }

    /// <summary>The image it names.</summary>
    public required Digest Image { get; init; }
}
