using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Storage.Images.Pulls;

/// <summary>An image that is elsewhere: its documents, which are verified, and a way to its layers.</summary>
/// <param name="Manifest">The manifest's descriptor.</param>
/// <param name="ManifestContent">Its bytes.</param>
/// <param name="Config">The configuration's bytes.</param>
/// <param name="Names">What the image will be called here.</param>
/// <param name="OpenLayer">Opens a layer as it is there, from a byte on; the stream need not be verified.</param>
/// <param name="Parallel">How many layers are fetched at the same time.</param>
public sealed record ForeignImage(
    Descriptor Manifest,
    byte[] ManifestContent,
    byte[] Config,
    IReadOnlyList<Reference> Names,
    Func<Descriptor, long, CancellationToken, Task<Stream>> OpenLayer,
    int Parallel);
