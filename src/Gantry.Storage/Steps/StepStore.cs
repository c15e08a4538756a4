using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Leases;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Steps;

/// <summary>The trees and layers of builds. A build makes many layers, and only its end is promised to anybody: a layer is there for others at once,
/// but durable, with its blob under its name, only after <see cref="Flush"/>, which waits for the disk once for all of them. What was not flushed is
/// gone after a restart.</summary>
public sealed class StepStore
{
    private readonly ContentStore _content;
    private readonly OverlaySnapshotter _snapshots;
    private readonly Lock _flushing = new();
    private readonly Dictionary<Digest, ContentWriter> _blobs = [];
    private long _counter;

    internal StepStore(ContentStore content, OverlaySnapshotter snapshots)
    {
        _content = content;
        _snapshots = snapshots;
    }

    /// <summary>Begins a tree on top of a layer.</summary>
    /// <param name="parent">The chain id of the topmost layer; empty for an empty tree.</param>
    /// <param name="isRoot">Whether processes get it as their root: then the places that are mounted over are there without being part of the layer.</param>
    /// <exception cref="Oci.Errors.GantryException">NotFound: there is no such layer.</exception>
    public StepTree Begin(Digest parent, bool isRoot)
    {
        var key = $"step-{Interlocked.Increment(ref _counter)}";
        _snapshots.PrepareStep(key, parent, isRoot);
        return new StepTree(this, _snapshots, key, parent);
    }

    /// <summary>Makes everything durable that was committed before.</summary>
    public void Flush()
    {
        lock (_flushing)
        {
            KeyValuePair<Digest, ContentWriter>[] blobs;
            lock (_blobs) blobs = [.. _blobs];
            _snapshots.FlushAdopted();
            foreach (var (digest, writer) in blobs)
            {
                writer.Publish(digest, durable: false); // the whole file system was synchronised a moment ago
                lock (_blobs) _blobs.Remove(digest);
                writer.Dispose();
            }
        }
    }

    internal async Task<StepLayer?> CommitAsync(StepTree tree, Lease lease, CancellationToken cancellation)
    {
        var blob = _content.Begin();
        var kept = false;
        try
        {
            await using (var stream = new BlobStream(blob)) await _snapshots.WriteLayerAsync(tree.Key, stream, cancellation);
            var diffId = blob.Finish();
            if (diffId == Images.ImageStore.EmptyTar)
            {
                _snapshots.Remove(tree.Key);
                return null;
            }

            var chainId = ChainId.Of(tree.Parent, diffId);
            lease.Hold(diffId);
            lease.Hold(chainId);
            _snapshots.Adopt(tree.Key, diffId, TreeUsage.Of(_snapshots.UpperDirectory(tree.Key)));
            // The blob of a layer that was known may be gone or on its way.
            if (!_content.Contains(diffId))
                lock (_blobs) kept = _blobs.TryAdd(diffId, blob);
            return new StepLayer(chainId, diffId, blob.Length);
        }
        finally
        {
            if (!kept) blob.Dispose();
        }
    }
}
