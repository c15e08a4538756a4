using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>An image of this host, as it was when it was asked for.</summary>
/// <param name="Id">The digest of the configuration's bytes.</param>
/// <param name="Manifest">The manifest in the content store.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Names">Its names as people write them, "busybox:latest", sorted by their full form.</param>
/// <param name="Digests">Its names with the manifest's digest, "busybox@sha256:…", in the same order.</param>
/// <param name="Size">The unpacked layers' size in bytes.</param>
/// <param name="Created">When it was made; the epoch if it does not say.</param>
/// <param name="Parent">The image it was built from on this host; empty if none.</param>
/// <param name="ChainId">The key of its topmost layer's snapshot; empty for an image without layers.</param>
/// <param name="LastTagged">When it last got a name on this host; null if never.</param>
public sealed record ImageRecord(
    Digest Id,
    Descriptor Manifest,
    ImageConfig Config,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Digests,
    long Size,
    DateTimeOffset Created,
    Digest Parent,
    Digest ChainId,
    DateTimeOffset? LastTagged);
