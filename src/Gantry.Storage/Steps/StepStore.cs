using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;
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
    private readonly TimeProvider _time;
    private long _counter;

    internal StepStore(ContentStore content, OverlaySnapshotter snapshots, TimeProvider time)
    {
        _content = content;
        _snapshots = snapshots;
        _time = time;
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

    internal async Task<StepLayer> CommitAsync(StepTree tree, Lease lease, CancellationToken cancellation)
    {
        var blob = _content.Begin();
        var kept = false;
        try
        {
            await using (var stream = new BlobStream(blob)) await _snapshots.WriteLayerAsync(tree.Key, stream, cancellation);
            var diffId = blob.Finish();
            var chainId = ChainId.Of(tree.Parent, diffId);
            lease.Hold(diffId);
            lease.Hold(chainId);
            _snapshots.Adopt(tree.Key, diffId, TreeUsage.Of(_snapshots.UpperDirectory(tree.Key)));
            // The blob of a layer that was known may be gone or on its way.
            if (!_content.Contains(diffId))
                lock (_blobs) kept = _blobs.TryAdd(diffId, blob);
            return new StepLayer(chainId, diffId, blob.Length) { Created = _time.GetUtcNow() };
        }
        finally
        {
            if (!kept) blob.Dispose();
        }
    }

    /// <summary>Puts a layer that is kept on top of another one than it was made on.</summary>
    /// <param name="parent">The chain id below; empty for none.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="lease">Keeps it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The chain id of the new top.</returns>
    public async Task<Digest> RebaseAsync(Digest parent, TreeLayer layer, Lease lease, CancellationToken cancellation)
    {
        var chainId = ChainId.Of(parent, layer.DiffId);
        lease.Hold(layer.Blob.Digest);
        lease.Hold(chainId);
        if (_snapshots.FindLayer(chainId) is not null) return chainId;
        await using var tar = await Decompression.OpenAsync(OpenBlob(layer.Blob.Digest), cancellation);
        using var tree = Begin(parent, isRoot: false);
        using var upper = RootedDirectory.Open(_snapshots.UpperDirectory(tree.Key));
        var space = new SpaceGuard(_content.Handle, "the data root");
        var usage = await ChunkPump.RunAsync(tar, ring => LayerApplier.Apply(upper, new TarReader(ring), space, cancellation), cancellation);
        _snapshots.Adopt(tree.Key, layer.DiffId, usage);
        return chainId;
    }

    /// <summary>Opens a blob, whether it has its name already or not.</summary>
    private FileStream OpenBlob(Digest digest)
    {
        lock (_blobs)
        {
            return _blobs.TryGetValue(digest, out var writer)
                ? new FileStream(OpenFile.Reopen(writer.File, OpenFlags.O_RDONLY), FileAccess.Read, 0)
                : _content.OpenStream(digest);
        }
    }
}
