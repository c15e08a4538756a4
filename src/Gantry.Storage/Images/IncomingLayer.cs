using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Images;

/// <summary>A layer that is on disk but not yet part of anything.</summary>
internal sealed class IncomingLayer(LayerDraft draft, ContentWriter blob, SnapshotUsage usage) : IDisposable
{
    /// <summary>The digest of the blob, which is the layer's uncompressed digest.</summary>
    public Digest DiffId { get; } = blob.Finish();

    /// <summary>The blob's size in bytes.</summary>
    public long BlobSize => blob.Length;

    /// <summary>Makes tree and blob durable and known.</summary>
    public Layer Commit(Digest parent)
    {
        // Synchronises the whole file system where the layer is new, so that the blob has nothing left to wait for.
        var layer = draft.Commit(parent, DiffId, usage);
        blob.Publish(DiffId, durable: true);
        return layer;
    }

    public void Dispose()
    {
        draft.Dispose();
        blob.Dispose();
    }
}
