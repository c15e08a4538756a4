using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

/// <summary>A committed layer.</summary>
/// <param name="ChainId">Its key: the digest over it and all layers below.</param>
/// <param name="Parent">The chain id of the layer below; empty at the bottom.</param>
/// <param name="DiffId">The digest of its uncompressed tar.</param>
/// <param name="Directory">Its directory's name under the snapshots' root.</param>
/// <param name="Usage">What it takes.</param>
/// <param name="Lower">The value of overlayfs's lowerdir for this layer and all below, "3/fs:1/fs".</param>
public sealed record Layer(Digest ChainId, Digest Parent, Digest DiffId, string Directory, SnapshotUsage Usage, string Lower);
