using Gantry.Linux.Paths;
using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

/// <summary>A layer that is being filled. Disposing it without a commit throws it away.</summary>
internal sealed class LayerDraft(OverlaySnapshotter snapshots, string directory, RootedDirectory tree) : IDisposable
{
    private bool _done;

    /// <summary>Its directory's name under the snapshots' root.</summary>
    public string Directory { get; } = directory;

    /// <summary>The tree to fill.</summary>
    public RootedDirectory Tree { get; } = tree;

    /// <summary>Makes the layer durable and known.</summary>
    public Layer Commit(Digest parent, Digest diffId, SnapshotUsage usage)
    {
        var layer = snapshots.Commit(this, parent, diffId, usage);
        _done = true;
        return layer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tree.Dispose();
        if (_done) return;
        _done = true;
        snapshots.Abandon(this);
    }
}
