using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Documents;

namespace Gantry.Storage.Snapshots;

/// <summary>Layers and containers' writable trees as directories for overlayfs. Committed layers are keyed by chain id and never change;
/// active snapshots are keyed by the container's id.</summary>
/// <remarks>
/// <code>
/// snapshots/3/fs            the layer's own files
/// snapshots/3/work          overlayfs's scratch directory (active snapshots)
/// snapshots/4/fs            what containers of an image are mounted over (skeletons)
/// snapshots/3/snapshot.json written last: a directory without it is removed when the store opens
/// snapshots/.empty/fs       the lower directory of a tree without layers
/// snapshots/.nursery        where a layer's directory is born; it moves up at once
/// snapshots/.trash          what is being removed
/// </code>
/// The directories' names count up in base 36, so that the names of 125 layers fit the page mount(2) takes.
/// </remarks>
public sealed partial class OverlaySnapshotter : IAsyncDisposable
{
    private const string Tree = "fs";
    private const string Work = "work";
    private const string DocumentName = "snapshot.json";
    private const string Empty = ".empty";
    private const string Nursery = ".nursery";

    private readonly Lock _writing = new();
    private readonly RootedDirectory _root;
    private readonly TrashBin _trash;
    private volatile SnapshotIndex _index = SnapshotIndex.Empty;
    private long _counter;

    internal OverlaySnapshotter(string root)
    {
        Root = root;
        Directory.CreateDirectory(Path.Combine(root, Empty, Tree));
        _root = RootedDirectory.Open(root);
        PrepareNursery();
        _trash = new TrashBin(Path.Combine(root, ".trash"));
        Files = new SnapshotFiles(this, _root);
        Load();
    }

    /// <summary>The directory the relative paths of <see cref="SnapshotMount.Options"/> start at.</summary>
    public string Root { get; }

    /// <summary>The keys of the active snapshots.</summary>
    public IReadOnlyList<string> Keys => [.. _index.Active.Keys];

    /// <summary>Reads files of snapshots without mounting them.</summary>
    public SnapshotFiles Files { get; }

    /// <summary>Makes a writable snapshot on top of a layer.</summary>
    /// <param name="key">The snapshot's key, for example the container's id.</param>
    /// <param name="parent">The chain id of the topmost layer; empty for an empty tree.</param>
    /// <param name="cancellation">Cancels before anything is made.</param>
    /// <exception cref="GantryException">Conflict: the key is taken. NotFound: there is no such layer.</exception>
    public SnapshotMount Prepare(string key, Digest parent, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var directory = NewDirectory();
        lock (_writing)
        {
            if (_index.Active.ContainsKey(key)) throw new GantryException(ErrorKind.Conflict, $"snapshot {key} already exists");
            if (!parent.IsEmpty && !_index.Layers.ContainsKey(parent)) throw NoLayer(parent);
            // Claimed before it is on disk, so that the parent cannot be collected meanwhile.
            _index = _index with { Active = _index.Active.Add(key, new ActiveSnapshot(key, parent, directory, null)) };
        }

        try
        {
            var skeleton = EnsureSkeleton(parent);
            MakeDirectories(directory, Tree, Work);
            WriteDocument(directory, new SnapshotDocument { Key = key, Parent = parent, Skeleton = skeleton });
            lock (_writing) _index = _index with { Active = _index.Active.SetItem(key, new ActiveSnapshot(key, parent, directory, skeleton)) };
        }
        catch
        {
            Remove(key);
            throw;
        }

        return Mounts(key);
    }

    /// <summary>How to mount an active snapshot.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public SnapshotMount Mounts(string key)
    {
        var snapshot = Find(_index, key);
        ForgetVolatile(snapshot.Directory);
        return new SnapshotMount(
            "overlay",
            "overlay",
            [$"lowerdir={Below(key)}", $"upperdir={snapshot.Directory}/{Tree}", $"workdir={snapshot.Directory}/{Work}", .. OverlayFeatures.Options],
            Root);
    }

    /// <summary>How to mount an active snapshot that need not survive a loss of power: overlayfs flushes nothing to disk, neither for fsync(2)
    /// nor at the end, where it would otherwise flush the whole file system below, whoever wrote to that.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public SnapshotMount VolatileMounts(string key)
    {
        var mount = Mounts(key);
        return mount with { Options = [.. mount.Options, .. OverlayFeatures.Volatile] };
    }

    /// <summary>How to mount an active snapshot for reading. It may be mounted for writing elsewhere: overlayfs has nothing against a lower
    /// directory that another mount of it has as its upper one, as long as nobody minds seeing a change late.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public SnapshotMount ReadOnlyMounts(string key) => new(
        "overlay", "overlay", [$"lowerdir={Find(_index, key).Directory}/{Tree}:{Below(key)}", .. OverlayFeatures.Options], Root);

    /// <summary>Removes an active snapshot; the files go in the background. A key that does not exist is no error.</summary>
    /// <param name="key">The snapshot's key.</param>
    public void Remove(string key)
    {
        ActiveSnapshot? snapshot;
        lock (_writing)
        {
            if (!_index.Active.TryGetValue(key, out snapshot)) return;
            _index = _index with { Active = _index.Active.Remove(key) };
        }

        Discard(snapshot.Directory);
    }

    /// <summary>Whether there is an active snapshot of this key.</summary>
    /// <param name="key">The snapshot's key.</param>
    public bool Exists(string key) => _index.Active.ContainsKey(key);

    /// <summary>What the active snapshot's own layer takes; walks the tree.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public SnapshotUsage Usage(string key) => TreeUsage.Of(UpperDirectory(key));

    /// <summary>The absolute path of the active snapshot's own layer.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public string UpperDirectory(string key) => Path.Combine(Root, Find(_index, key).Directory, Tree);

    /// <summary>The chain id of the layer an active snapshot stands on; empty for none.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public Digest Parent(string key) => Find(_index, key).Parent;

    /// <summary>Waits until removed snapshots are gone from disk, and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _trash.DisposeAsync();
        _root.Dispose();
    }

    /// <summary>The names of the directories that make up a snapshot's tree, topmost first, relative to <see cref="Root"/>.</summary>
    internal IReadOnlyList<string> Stack(string key)
    {
        var snapshot = Find(_index, key);
        return [$"{snapshot.Directory}/{Tree}", .. Below(key).Split(':').Where(l => l != $"{Empty}/{Tree}")];
    }

    /// <summary>The value of overlayfs's lowerdir below a snapshot's own layer.</summary>
    private string Below(string key)
    {
        var index = _index;
        var snapshot = Find(index, key);
        var layers = snapshot.Parent.IsEmpty ? $"{Empty}/{Tree}" : index.Layers[snapshot.Parent].Lower;
        return snapshot.Skeleton is null ? layers : $"{snapshot.Skeleton}/{Tree}:{layers}";
    }

    private static ActiveSnapshot Find(SnapshotIndex index, string key) =>
        index.Active.TryGetValue(key, out var snapshot) ? snapshot : throw new GantryException(ErrorKind.NotFound, $"No such snapshot: {key}");

    private static GantryException NoLayer(Digest chainId) => new(ErrorKind.NotFound, $"layer does not exist: {chainId}");

    /// <summary>Takes away the mark by which overlayfs refuses a tree that was last mounted volatile. It stands for a host that may have lost
    /// power, which is over by now: what was mounted so is either gone with its container or as good as any file that was copied.</summary>
    private void ForgetVolatile(string directory)
    {
        const string Mark = $"{Work}/{Work}/incompat"; // the kernel's own directory in the scratch directory has the same name
        _ = At.TryRemove(_root.Handle, $"{directory}/{Mark}/volatile/dirty", isDirectory: false);
        if (At.TryRemove(_root.Handle, $"{directory}/{Mark}/volatile", isDirectory: true) == 0)
            _ = At.TryRemove(_root.Handle, $"{directory}/{Mark}", isDirectory: true);
    }

    private string NewDirectory()
    {
        var number = Interlocked.Increment(ref _counter);
        Span<char> digits = stackalloc char[13];
        var at = digits.Length;
        do
        {
            digits[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)(number % 36)];
            number /= 36;
        }
        while (number > 0);
        return new string(digits[at..]);
    }

    private void MakeDirectories(string directory, params ReadOnlySpan<string> children)
    {
        Make(directory, 0x1C0); // 0700: the trees below belong to containers, not to this host's users
        foreach (var child in children) Make($"{directory}/{child}", 0x1ED);

        void Make(string path, uint permissions)
        {
            var errno = At.TryMakeDirectory(_root.Handle, path, permissions);
            if (errno != 0) throw new KernelException("mkdir", Path.Combine(Root, path), errno);
            At.ChangePermissions(_root.Handle, path, permissions);
        }
    }

    /// <summary>The document is new, never replaced, and its directory without it is worth nothing: no rename is needed.</summary>
    private void WriteDocument(string directory, SnapshotDocument document)
    {
        var path = $"{directory}/{DocumentName}";
        using var file = At.Open(_root.Handle, path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0x180);
        OpenFile.Write(file, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(document, StorageJson.Default.SnapshotDocument), path);
        OpenFile.Synchronize(file, path);
    }
}
