using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Storage.Images.Archives;

/// <summary>An image to be made of an archive's parts, which are all in the content store.</summary>
/// <param name="Id">The digest of its configuration.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Layers">Its layers as they came, base first; as many as the configuration has uncompressed digests.</param>
/// <param name="Names">Its names.</param>
/// <param name="Manifest">Its manifest, if the archive has one.</param>
/// <param name="Parent">The image it was built from, if the archive says so.</param>
internal sealed record PlannedImage(
    Digest Id, ImageConfig Config, IReadOnlyList<Digest> Layers, IReadOnlyList<Reference> Names, Descriptor? Manifest, Digest Parent);
