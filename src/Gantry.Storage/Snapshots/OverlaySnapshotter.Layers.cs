using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

public sealed partial class OverlaySnapshotter
{
    /// <summary>Finds a committed layer; null when it is not here.</summary>
    /// <param name="chainId">The layer's key.</param>
    public Layer? FindLayer(Digest chainId) => _index.Layers.GetValueOrDefault(chainId);

    /// <summary>All committed layers.</summary>
    public IReadOnlyCollection<Layer> Layers => [.. _index.Layers.Values];

    /// <summary>The absolute path of a committed layer's own files.</summary>
    /// <param name="layer">The layer.</param>
    public string LayerDirectory(Layer layer) => Path.Combine(Root, layer.Directory, Tree);

    /// <summary>Where an active snapshot's parts lie, by the names of the engine's answers.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public IReadOnlyDictionary<string, string> Places(string key) =>
        Places(Find(_index, key).Directory, [.. Below(key).Split(':').Select(l => Path.Combine(Root, l))]);

    /// <summary>A container's tree is merged in the container's own mount namespace; the name is only where it would be.</summary>
    internal IReadOnlyDictionary<string, string> Places(string directory, IReadOnlyCollection<string> lower)
    {
        var places = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["MergedDir"] = Path.Combine(Root, directory, "merged"),
            ["UpperDir"] = Path.Combine(Root, directory, Tree),
            ["WorkDir"] = Path.Combine(Root, directory, Work),
        };
        if (lower.Count > 0) places["LowerDir"] = string.Join(':', lower);
        return places;
    }

    /// <summary>Begins a layer: an empty tree to fill. It counts for nothing until it is committed.</summary>
    internal LayerDraft NewLayer()
    {
        var directory = NewDirectory();
        MakeDirectories($"{Nursery}/{directory}", Tree);
        Directory.Move(Path.Combine(Root, Nursery, directory), Path.Combine(Root, directory));
        return new LayerDraft(this, directory, RootedDirectory.Open(Path.Combine(Root, directory, Tree)));
    }

    /// <summary>Layers are large and come and go. ext4 places a directory's files near it, and skips, one by one and for every new file, the
    /// inodes that were freed there within the last minutes: unpacking a layer right after one was removed took ten times as long. So each
    /// layer's directory is made where the file system spreads directories over the whole disk, and then moved.</summary>
    private void PrepareNursery()
    {
        var path = Path.Combine(Root, Nursery);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        Directory.CreateDirectory(path);
        using var nursery = OpenFile.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        OpenFile.SpreadChildren(nursery);
    }

    /// <summary>Makes the draft's tree durable and then known. Where the layer is known already, the draft is discarded.</summary>
    internal Layer Commit(LayerDraft draft, Digest parent, Digest diffId, SnapshotUsage usage)
    {
        var chainId = ChainId.Of(parent, diffId);
        if (FindLayer(chainId) is { } known)
        {
            Discard(draft.Directory);
            return known;
        }

        var document = new SnapshotDocument { ChainId = chainId, Parent = parent, DiffId = diffId, Size = usage.Size, Entries = usage.Entries };
        OpenFile.SynchronizeFileSystem(_root.Handle, Root);
        lock (_writing)
        {
            if (FindLayer(chainId) is { } other)
            {
                Discard(draft.Directory);
                return other;
            }

            Layer? below = null;
            if (!parent.IsEmpty) below = FindLayer(parent) ?? throw NoLayer(parent);
            WriteDocument(draft.Directory, document);
            var layer = MakeLayer(document, draft.Directory, below);
            _index = _index with { Layers = _index.Layers.Add(chainId, layer) };
            return layer;
        }
    }

    /// <summary>Opens a layer's own files.</summary>
    /// <exception cref="KernelException">They are gone.</exception>
    internal RootedDirectory OpenLayer(Layer layer) => RootedDirectory.Open(LayerDirectory(layer));

    /// <summary>Puts the draft's tree in the place of a layer's, at one moment; the draft goes away with the old one. Nobody may have the layer mounted.</summary>
    internal void Replace(Layer layer, LayerDraft draft)
    {
        OpenFile.SynchronizeFileSystem(_root.Handle, Root);
        var (old, fresh) = ($"{layer.Directory}/{Tree}", $"{draft.Directory}/{Tree}");
        var errno = At.TryStatus(_root.Handle, old, out _) is null ? At.TryRename(_root.Handle, fresh, _root.Handle, old) : At.TryExchange(_root.Handle, fresh, _root.Handle, old);
        if (errno != 0) throw new KernelException("rename", Path.Combine(Root, old), errno);
        OpenFile.SynchronizeFileSystem(_root.Handle, Root);
    }

    /// <summary>Removes a layer; the files go in the background. Refused, with false, where the layer is unknown or another snapshot
    /// stands on it.</summary>
    internal bool TryRemoveLayer(Digest chainId)
    {
        Layer? layer;
        string?[] skeletons;
        lock (_writing)
        {
            layer = FindLayer(chainId);
            if (layer is null || _index.Layers.Values.Any(l => l.Parent == chainId) || _index.Active.Values.Any(a => a.Parent == chainId)) return false;
            skeletons = [_index.Skeletons.GetValueOrDefault(chainId), _index.StepSkeletons.GetValueOrDefault(chainId)];
            _index = _index with { Layers = _index.Layers.Remove(chainId), Skeletons = _index.Skeletons.Remove(chainId), StepSkeletons = _index.StepSkeletons.Remove(chainId) };
        }

        Discard(layer.Directory);
        foreach (var skeleton in skeletons)
            if (skeleton is not null) Discard(skeleton);
        return true;
    }

    /// <summary>The layers active snapshots stand on.</summary>
    internal IEnumerable<Digest> LayersInUse() => _index.Active.Values.Select(a => a.Parent).Where(p => !p.IsEmpty).Distinct();

    /// <summary>Throws a draft away.</summary>
    internal void Abandon(LayerDraft draft) => Discard(draft.Directory);

    /// <summary>Takes a directory of the snapshots, or any file of the same file system, away at once; it goes in the background.</summary>
    internal void Discard(string path)
    {
        path = Path.Combine(Root, path);
        if (Path.Exists(path)) _trash.Throw(path);
    }
}
