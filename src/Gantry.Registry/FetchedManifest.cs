using Gantry.Oci.Images;

namespace Gantry.Registry;

/// <summary>A manifest or an index as a registry gave it.</summary>
/// <param name="Descriptor">Its media type, digest and size.</param>
/// <param name="Content">Its bytes.</param>
public sealed record FetchedManifest(Descriptor Descriptor, byte[] Content);
