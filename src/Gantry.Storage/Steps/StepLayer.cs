using Gantry.Oci.Images;

namespace Gantry.Storage.Steps;

/// <summary>What one step of a build added.</summary>
/// <param name="ChainId">The layer's key: the digest over it and all layers below.</param>
/// <param name="DiffId">The digest of its uncompressed tar, which is also the blob it is kept in.</param>
/// <param name="BlobSize">The tar's size in bytes.</param>
public sealed record StepLayer(Digest ChainId, Digest DiffId, long BlobSize)
{
    /// <summary>The layer as a manifest names it.</summary>
    public Descriptor Descriptor => new() { MediaType = MediaTypes.OciLayer, Digest = DiffId, Size = BlobSize };
}
