using Gantry.Linux.Files;
using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

/// <summary>Trees that builds work in: they have no document, so that a restart throws them away, and become layers where they lie.</summary>
public sealed partial class OverlaySnapshotter
{
    private readonly List<(string Directory, SnapshotDocument Document)> _adopted = [];

    /// <summary>Makes a writable snapshot that does not outlive this process.</summary>
    internal void PrepareStep(string key, Digest parent, bool withSkeleton)
    {
        var directory = NewDirectory();
        lock (_writing)
        {
            if (!parent.IsEmpty && !_index.Layers.ContainsKey(parent)) throw NoLayer(parent);
            _index = _index with { Active = _index.Active.Add(key, new ActiveSnapshot(key, parent, directory, null)) };
        }

        try
        {
            var skeleton = withSkeleton ? EnsureStepSkeleton(parent) : null;
            MakeDirectories($"{Nursery}/{directory}", Tree, Work);
            Directory.Move(Path.Combine(Root, Nursery, directory), Path.Combine(Root, directory));
            if (skeleton is not null)
                lock (_writing) _index = _index with { Active = _index.Active.SetItem(key, new ActiveSnapshot(key, parent, directory, skeleton)) };
        }
        catch
        {
            Remove(key);
            throw;
        }
    }

    /// <summary>Turns a step's own tree into a layer. It is durable after <see cref="FlushAdopted"/>.</summary>
    internal void Adopt(string key, Digest diffId, SnapshotUsage usage)
    {
        var snapshot = Find(_index, key);
        var chainId = ChainId.Of(snapshot.Parent, diffId);
        Discard(Path.Combine(snapshot.Directory, Work));
        lock (_writing)
        {
            if (FindLayer(chainId) is null)
            {
                var document = new SnapshotDocument { ChainId = chainId, Parent = snapshot.Parent, DiffId = diffId, Size = usage.Size, Entries = usage.Entries };
                var layer = MakeLayer(document, snapshot.Directory, snapshot.Parent.IsEmpty ? null : FindLayer(snapshot.Parent) ?? throw NoLayer(snapshot.Parent));
                _index = _index with { Layers = _index.Layers.Add(chainId, layer), Active = _index.Active.Remove(key) };
                _adopted.Add((snapshot.Directory, document));
                return;
            }
        }

        Remove(key);
    }

    /// <summary>Makes the adopted layers durable, the lower ones first.</summary>
    internal void FlushAdopted()
    {
        (string Directory, SnapshotDocument Document)[] adopted;
        lock (_writing) adopted = [.. _adopted];
        if (adopted.Length == 0) return;
        OpenFile.SynchronizeFileSystem(_root.Handle, Root);
        lock (_writing)
        {
            foreach (var (directory, document) in adopted)
            {
                // One that nobody needed any more may be gone.
                if (FindLayer(document.ChainId)?.Directory == directory) WriteDocument(directory, document);
            }

            _adopted.RemoveRange(0, adopted.Length);
        }
    }
}
