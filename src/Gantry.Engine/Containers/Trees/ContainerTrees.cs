using System.Diagnostics;

using Gantry.Engine.Events;
using Gantry.Engine.Metrics;
using Gantry.Oci.Errors;
using Gantry.Runtime.Users;
using Gantry.Storage.Images;
using Gantry.Storage.Snapshots;
using Gantry.Storage.Trees;

namespace Gantry.Engine.Containers.Trees;

/// <summary>The verbs of containers' file systems.</summary>
internal sealed class ContainerTrees(ContainerTable table, ImageStore images, TreeOpener opener, Committer committer, ContainerEvents events) : IContainerTrees
{
    public IReadOnlyDictionary<string, string> DirectoriesOf(string reference)
    {
        var id = table.Find(reference).Id;
        return images.Snapshots.Exists(id) ? images.Snapshots.Places(id) : new Dictionary<string, string>();
    }

    public IReadOnlyList<SnapshotChange> Changes(string reference)
    {
        var begun = Stopwatch.GetTimestamp();
        var changes = images.Snapshots.Changes(table.Find(reference).Id);
        EngineMeters.ContainerActionEnded("changes", begun);
        return changes;
    }

    public Func<Stream, CancellationToken, Task> Export(string reference)
    {
        var slot = table.Find(reference);
        return async (to, cancellation) =>
        {
            await images.Snapshots.WriteTreeAsync(slot.Id, to, cancellation);
            events.Publish(slot.Current, "export");
        };
    }

    public async Task<PathStat> StatAsync(string reference, string path, CancellationToken cancellation)
    {
        using var tree = await opener.OpenAsync(table.Find(reference), cancellation);
        return Stat(tree, reference, path);
    }

    public async Task<OutgoingArchive> OpenAsync(string reference, string path, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        var tree = await opener.OpenAsync(slot, cancellation);
        try
        {
            var stat = Stat(tree, reference, path);
            // The root has no name to give its entries: they are written as "/…" or "./…", as it was asked for.
            var name = stat.Name != "/" ? stat.Name : path.Trim('/').Length == 0 ? "" : ".";
            return new OutgoingArchive(stat, tree, async (to, stop) =>
            {
                await TreeCopy.WriteAsync(tree.Root, TreePath.Clean(path), name, tree.Ids, to, stop);
                events.Publish(slot.Current, "archive-path");
            });
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    public async Task ExtractAsync(string reference, string path, Stream archive, bool keepsKinds, bool ownedByUser, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        using var tree = await opener.OpenAsync(slot, cancellation);
        var container = slot.Current;
        var directory = TreeCopy.Resolve(tree.Root, TreePath.Clean(path));
        var status = TreeCopy.Status(tree.Root, directory) ?? throw Missing(reference, path);
        if (!status.IsDirectory) throw new GantryException(ErrorKind.Invalid, "extraction point is not a directory");
        CheckWritable(container, directory);
        (uint, uint)? owner = null;
        if (ownedByUser && container.Config.User.Length > 0)
        {
            var files = images.Snapshots.Files;
            var user = UserLookup.Resolve(container.Config.User, [], files.ReadText(slot.Id, "/etc/passwd"), files.ReadText(slot.Id, "/etc/group")).User;
            owner = (user.Uid, user.Gid);
        }

        await TreeCopy.ExtractAsync(tree.Root, directory, archive, keepsKinds, owner, tree.Ids, cancellation);
        events.Publish(slot.Current, "extract-to-dir");
    }

    public async Task MakeDirectoryAsync(string reference, string path, CancellationToken cancellation)
    {
        using var tree = await opener.OpenAsync(table.Find(reference), cancellation);
        TreeCopy.MakeDirectory(tree.Root, TreePath.Clean(path), tree.Ids);
    }

    public async Task<string> CommitAsync(string reference, CommitRequest request, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var id = await committer.CommitAsync(reference, request, cancellation);
        EngineMeters.ContainerActionEnded("commit", begun);
        return id;
    }

    private static PathStat Stat(OpenTree tree, string reference, string path)
    {
        var clean = TreePath.Clean(path);
        var status = TreeCopy.Status(tree.Root, clean) ?? throw Missing(tree, reference, path, clean);
        var target = status.Kind == Linux.Files.FileKind.SymbolicLink ? TreeCopy.Resolve(tree.Root, clean) : "";
        return new PathStat(TreePath.Name(clean), status, target);
    }

    /// <summary>A file whose path ends as a directory's is told apart from one that is not there.</summary>
    private static GantryException Missing(OpenTree tree, string reference, string path, string clean) =>
        clean.TrimEnd('.', '/') is { Length: > 0 } bare && bare.Length < clean.Length && TreeCopy.Status(tree.Root, bare) is { IsDirectory: false }
            ? new(ErrorKind.Internal, $"lstat {path}: not a directory")
            : Missing(reference, path);

    private static GantryException Missing(string reference, string path) =>
        new(ErrorKind.NotFound, $"Could not find the file {path} in container {reference}");

    /// <summary>The kernel would refuse too, but one file after the other and in other words.</summary>
    private static void CheckWritable(Container container, string directory)
    {
        var mount = container.Mounts
            .Where(m => directory == m.Destination || directory.StartsWith(m.Destination.TrimEnd('/') + "/", StringComparison.Ordinal))
            .MaxBy(m => m.Destination.Length);
        if (mount is { RW: false }) throw new GantryException(ErrorKind.Invalid, "mounted volume is marked read-only");
        if (mount is null && container.HostConfig.ReadonlyRootfs) throw new GantryException(ErrorKind.Invalid, "container rootfs is marked read-only");
    }
}
