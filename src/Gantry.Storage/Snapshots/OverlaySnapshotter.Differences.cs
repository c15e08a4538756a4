using Gantry.Linux.Files;
using Gantry.Linux.Mounts;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Diff;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Snapshots;

public sealed partial class OverlaySnapshotter
{
    /// <summary>Mounts the snapshot until the view is disposed, to copy from or to a container that does not run.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound; the kernel's refusals.</exception>
    public MountedView Mount(string key) =>
        MountedView.Open(Mounts(key), _root.Handle, Path.Combine(Root, $".mount-{Interlocked.Increment(ref _counter)}"));

    /// <summary>Mounts the snapshot for reading until the view is disposed; a container may run on it meanwhile.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound; the kernel's refusals.</exception>
    public MountedView MountReadOnly(string key) =>
        MountedView.Open(ReadOnlyMounts(key), _root.Handle, Path.Combine(Root, $".mount-{Interlocked.Increment(ref _counter)}"));

    /// <summary>Mounts a layer with all below it on a directory of the host, for reading.</summary>
    /// <param name="chainId">The topmost layer; empty for an empty tree.</param>
    /// <param name="directory">An existing directory.</param>
    /// <param name="users">The user namespace in which the layers' owners are who they are in the image; null: the host's. The mapped layers then lie on the directory
    /// below the merged tree.</param>
    /// <exception cref="GantryException">NotFound: there is no such layer; the kernel's refusals.</exception>
    public void MountLayers(Digest chainId, string directory, SafeFileHandle? users = null)
    {
        // With nothing to write to, overlayfs wants two directories.
        var layers = chainId.IsEmpty ? $"{Empty}/{Tree}" : (FindLayer(chainId) ?? throw NoLayer(chainId)).Lower;
        Directory.CreateDirectory(Path.Combine(Root, Empty, Work));
        if (users is null)
        {
            Lay(_root.Handle);
            return;
        }

        // An overlay maps no ids, but its layers may lie on a mount that does.
        MappedBind.Show(_root.Handle, directory, users);
        using var mapped = OpenFile.Open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        Lay(mapped);

        void Lay(SafeFileHandle root) =>
            HostMount.Mount("overlay", "overlay", directory, MountOptions.Parse(["ro", MountedView.Lead($"lowerdir={layers}:{Empty}/{Work}", $"/proc/self/fd/{root.DangerousGetHandle()}")]));
    }

    /// <summary>Mounts an active snapshot on a directory of the host, for writing.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <param name="directory">An existing directory.</param>
    /// <exception cref="GantryException">NotFound; the kernel's refusals.</exception>
    public void MountOn(string key, string directory)
    {
        var mount = Mounts(key);
        var options = mount.Options.Select(o => MountedView.Lead(o, $"/proc/self/fd/{_root.Handle.DangerousGetHandle()}"));
        HostMount.Mount(mount.Type, mount.Source, directory, MountOptions.Parse([.. options]));
    }

    /// <summary>Writes the snapshot's own layer as a tar: what it adds and changes, and whiteouts for what it deletes.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <param name="tar">Where the tar goes.</param>
    /// <param name="cancellation">Stops writing.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public async Task WriteLayerAsync(string key, Stream tar, CancellationToken cancellation)
    {
        using var tree = RootedDirectory.Open(UpperDirectory(key));
        await new TreeArchiver(tree, tar, isLayer: true).WriteAsync(cancellation);
    }

    /// <summary>Writes the snapshot's whole tree as a tar.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <param name="tar">Where the tar goes.</param>
    /// <param name="cancellation">Stops writing.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public async Task WriteTreeAsync(string key, Stream tar, CancellationToken cancellation)
    {
        using var view = MountReadOnly(key);
        await new TreeArchiver(view.Tree, tar, isLayer: false).WriteAsync(cancellation);
    }

    /// <summary>What the snapshot's own layer changes, sorted by path.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public IReadOnlyList<SnapshotChange> Changes(string key)
    {
        var stack = Stack(key);
        string[] below = [.. stack.Skip(1)];
        var changes = new List<SnapshotChange>();
        using var upper = OpenFile.Open(UpperDirectory(key), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Walk(upper, "", below);
        changes.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return changes;

        void Walk(SafeFileHandle directory, string path, IReadOnlyList<string> lower)
        {
            var names = DirectoryEntries.Names(directory);
            var opaque = path.Length > 0 && ExtendedAttributes.Get(directory, "", ExtendedAttributes.Opaque) is [(byte)'y'];
            if (opaque)
            {
                foreach (var gone in Files.Names(path, lower).Except(names)) Note(ChangeKind.Deleted, $"{path}/{gone}");
            }

            foreach (var name in names)
            {
                if (At.TryStatus(directory, name, out _) is not { } status) continue;
                var child = $"{path}/{name}";
                var (exists, layers) = Files.Below(path, lower, name);
                if (status.IsWhiteout)
                {
                    if (exists) Note(ChangeKind.Deleted, child);
                    continue;
                }

                Note(exists ? ChangeKind.Changed : ChangeKind.Added, child);
                if (!status.IsDirectory) continue;
                using var open = At.TryOpen(directory, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0, out _);
                if (open is not null && child.Length < FileName.PathLimit) Walk(open, child, layers);
            }
        }

        void Note(ChangeKind kind, string path) => changes.Add(new SnapshotChange(kind, FileName.ToText(path)));
    }
}
