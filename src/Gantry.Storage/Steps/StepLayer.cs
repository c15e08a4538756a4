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

    /// <summary>The layer as a part of a tree.</summary>
    public TreeLayer InTree => new(DiffId, Descriptor) { Created = Created };

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }
}

/// <summary>A layer of a tree, wherever it came from.</summary>
/// <param name="DiffId">The digest of its uncompressed tar.</param>
/// <param name="Blob">What it is kept in, and goes to registries as.</param>
public sealed record TreeLayer(Digest DiffId, Descriptor Blob)
{
    /// <summary>When a build made it, which an image's history tells; null where the layer came with an image.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>What made it; null where the layer came with an image.</summary>
    public string? CreatedBy { get; init; }
}
