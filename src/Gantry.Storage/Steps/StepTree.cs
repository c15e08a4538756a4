using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Leases;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Steps;

/// <summary>The tree a step of a build works in: the layers below, and what the step writes on top. It ends with its commit, or is thrown away.</summary>
public sealed class StepTree : IDisposable
{
    private readonly StepStore _store;
    private readonly OverlaySnapshotter _snapshots;

    internal StepTree(StepStore store, OverlaySnapshotter snapshots, string key, Digest parent)
    {
        _store = store;
        _snapshots = snapshots;
        Key = key;
        Parent = parent;
    }

    /// <summary>The key of its snapshot.</summary>
    public string Key { get; }

    /// <summary>The chain id of the topmost layer below; empty for none.</summary>
    public Digest Parent { get; }

    /// <summary>How a process gets it as its root.</summary>
    public SnapshotMount Mounts => _snapshots.Mounts(Key);

    /// <summary>Mounts it for this process until the view is disposed.</summary>
    /// <exception cref="GantryException">The kernel's refusals.</exception>
    public MountedView Open() => _snapshots.Mount(Key);

    /// <summary>Makes a layer of what was written. Nothing may have the tree mounted for writing any more.</summary>
    /// <param name="lease">Keeps the layer and its blob.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The layer, also where nothing was written: a build's image has one for each step that may write.</returns>
    /// <exception cref="GantryException">Unavailable: the disk is full; the kernel's refusals.</exception>
    public Task<StepLayer> CommitAsync(Lease lease, CancellationToken cancellation) => _store.CommitAsync(this, lease, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _snapshots.Remove(Key);
}
