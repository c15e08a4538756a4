using Gantry.Storage.Content;
using Gantry.Storage.Diff;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Images;

/// <summary>Takes an uncompressed layer in: one thread reads, hashes and stores the blob, another unpacks it, at the same time.</summary>
/// <remarks>
/// <code>
/// stream → ring ┬→ SHA-256 → blob (temporary)          on the thread that reads
///               └→ tar → directory (draft)             on a thread of its own
/// then: synchronise the file system once → commit the layer → rename the blob
/// </code>
/// </remarks>
internal sealed class LayerIntake(ContentStore content, OverlaySnapshotter snapshots)
{
    /// <summary>Stores and unpacks the stream. The caller commits both parts of the result, or disposes it.</summary>
    public async Task<IncomingLayer> TakeAsync(Stream tar, CancellationToken cancellation)
    {
        var draft = snapshots.NewLayer();
        ContentWriter? blob = null;
        try
        {
            blob = content.Begin();
            var space = new SpaceGuard(content.Handle, "the data root");
            var usage = await ChunkPump.RunAsync(
                tar,
                ring => LayerApplier.Apply(draft.Tree, new TarReader(ring), space, cancellation),
                cancellation,
                piece =>
                {
                    space.Count(piece.Length, 0);
                    blob.Write(piece);
                });
            return new IncomingLayer(draft, blob, usage);
        }
        catch
        {
            blob?.Dispose();
            draft.Dispose();
            throw;
        }
    }
}
