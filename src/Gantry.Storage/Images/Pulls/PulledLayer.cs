using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Images.Pulls;

/// <summary>A layer that is fetched, verified and unpacked, but not yet part of anything.</summary>
/// <remarks>
/// <code>
/// what an earlier daemon left, then network → store and SHA-256 → decompress → ring ┬→ SHA-256 (the uncompressed digest)   on the reading thread
///                                                 └→ tar → directory (draft)             on a thread of its own
/// </code>
/// </remarks>
internal sealed class PulledLayer : IDisposable
{
    private readonly Descriptor _blob;
    private readonly LayerDraft? _draft;
    private readonly ContentWriter _writer;
    private SnapshotUsage _usage = new(0, 0);

    private PulledLayer(Descriptor blob, LayerDraft? draft, ContentWriter writer) => (_blob, _draft, _writer) = (blob, draft, writer);

    /// <summary>Takes a layer in.</summary>
    /// <param name="content">Where the blob is stored.</param>
    /// <param name="snapshots">Where it is unpacked; null where that has been done.</param>
    /// <param name="open">Opens the blob from a byte on.</param>
    /// <param name="blob">What it should be.</param>
    /// <param name="diffId">What it should be uncompressed.</param>
    /// <param name="progress">Told how many bytes came.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">Invalid: it is not what was promised; Unavailable: the disk is full.</exception>
    public static async Task<PulledLayer> TakeAsync(
        ContentStore content, OverlaySnapshotter? snapshots, Func<long, CancellationToken, Task<Stream>> open, Descriptor blob, Digest diffId, Action<long> progress, CancellationToken cancellation)
    {
        var writer = content.Resume(blob);
        var isResumed = writer.Kept > 0;
        try
        {
            return await TakeAsync(content, snapshots, writer, open, blob, diffId, progress, cancellation);
        }
        catch (GantryException e) when (e.Kind == ErrorKind.Invalid && isResumed)
        {
            // What was left from before may be what is wrong, after a power failure for example: it is gone now.
            return await TakeAsync(content, snapshots, content.Resume(blob), open, blob, diffId, progress, cancellation);
        }
    }

    private static async Task<PulledLayer> TakeAsync(
        ContentStore content, OverlaySnapshotter? snapshots, ContentWriter writer, Func<long, CancellationToken, Task<Stream>> open, Descriptor blob, Digest diffId, Action<long> progress, CancellationToken cancellation)
    {
        var space = new SpaceGuard(content.Handle, "the data root");
        var layer = new PulledLayer(blob, snapshots?.NewLayer(), writer);
        try
        {
            await using var verified = new VerifiedStream(open, blob, writer, space, progress);
            if (layer._draft is not null) await layer.UnpackAsync(verified, diffId, space, cancellation);
            await verified.FinishAsync(cancellation);
            return layer;
        }
        catch
        {
            layer.Dispose();
            throw;
        }
    }

    /// <summary>Makes tree and blob durable and known.</summary>
    public void Commit(Digest parent, Digest diffId)
    {
        // Synchronises the whole file system where the layer is new, so that the blob has nothing left to wait for.
        _draft?.Commit(parent, diffId, _usage);
        _writer.Publish(_blob.Digest, durable: true);
    }

    public void Dispose()
    {
        _draft?.Dispose();
        _writer.Dispose();
    }

    private async Task UnpackAsync(VerifiedStream verified, Digest diffId, SpaceGuard space, CancellationToken cancellation)
    {
        using var hash = new ContentHash(diffId.Algorithm);
        try
        {
            var plain = await Decompression.OpenAsync(verified, cancellation);
            _usage = await ChunkPump.RunAsync(plain, ring => LayerApplier.Apply(_draft!.Tree, new TarReader(ring), space, cancellation), cancellation, hash.Append);
        }
        catch (GantryException e) when (e.Kind == ErrorKind.Invalid)
        {
            // Most often damaged on its way, and then the digest says so better than whoever stumbled over it.
            await verified.FinishAsync(cancellation);
            throw new GantryException(e.Kind, $"failed to register layer: {e.Message}", e);
        }

        var found = hash.Finish();
        if (found == diffId) return;
        await verified.FinishAsync(cancellation); // what came is another blob
        throw new GantryException(ErrorKind.Invalid, $"layer {_blob.Digest} is {found} when it is unpacked, not {diffId} as the image's configuration says");
    }
}
