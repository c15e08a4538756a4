using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;

namespace Gantry.Storage.Trees;

/// <summary>Copies out of and into a container's tree, as archives. The tree is hostile and somebody may work in it meanwhile: every path is
/// resolved by the kernel inside it.</summary>
public static class TreeCopy
{
    private const int LinkLimit = 255; // as Docker's

    /// <summary>Writes a file, or a directory with all below it, as a tar.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">What to write; a symbolic link is written itself, unless a slash follows it.</param>
    /// <param name="name">Its name in the archive.</param>
    /// <param name="ids">How ids in the tree are those in the archive; null: they are the same.</param>
    /// <param name="tar">Where the archive goes.</param>
    /// <param name="cancellation">Stops writing.</param>
    public static Task WriteAsync(RootedDirectory tree, string path, string name, IdMappings? ids, Stream tar, CancellationToken cancellation) =>
        new TreeArchiver(tree, tar, isLayer: false, ids).WriteAsync(FileName.FromText(path), FileName.FromText(name), cancellation);

    /// <summary>Writes all that is in a tree as a tar.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="modified">The time that everything has; null: its own.</param>
    /// <param name="tar">Where the archive goes.</param>
    /// <param name="cancellation">Stops writing.</param>
    public static Task WriteWholeAsync(RootedDirectory tree, FileTime? modified, Stream tar, CancellationToken cancellation) =>
        new TreeArchiver(tree, tar, isLayer: false, modified: modified).WriteAsync(cancellation);

    /// <summary>Unpacks an archive, plain or compressed, into a directory that goes again soon: its content need not reach the disk.</summary>
    /// <param name="tree">The directory.</param>
    /// <param name="archive">The archive; read to its end.</param>
    /// <param name="hashed">Hears what each file holds, while it comes; null: nobody wants to know.</param>
    /// <param name="cancellation">Stops; what was made stays.</param>
    /// <exception cref="GantryException">Invalid: the archive.</exception>
    public static Task UnpackAsync(RootedDirectory tree, Stream archive, FileHashed? hashed, CancellationToken cancellation) =>
        ExtractAsync(tree, archive, new ApplyRules { IsPassing = true, Hashed = hashed }, cancellation);

    /// <summary>Unpacks an archive, plain or compressed, into a directory.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="directory">The directory, as <see cref="Resolve"/> gives it.</param>
    /// <param name="archive">The archive; read to its end.</param>
    /// <param name="keepsKinds">Whether a directory may only replace a directory, and nothing else may.</param>
    /// <param name="owner">Who owns everything; null: whom the archive says.</param>
    /// <param name="ids">How ids in the archive are those in the tree; null: they are the same.</param>
    /// <param name="cancellation">Stops; what was made stays.</param>
    /// <exception cref="GantryException">Invalid: the archive, or it has ids that there are not in the tree; Internal: the wrong kind is in the way.</exception>
    public static Task ExtractAsync(
        RootedDirectory tree, string directory, Stream archive, bool keepsKinds, (uint User, uint Group)? owner, IdMappings? ids, CancellationToken cancellation) =>
        ExtractAsync(tree, archive, new ApplyRules { Directory = FileName.FromText(directory).Trim('/'), KeepsKinds = keepsKinds, Owner = owner, Ids = ids }, cancellation);

    /// <summary>Makes a directory and those above it, as far as they are missing.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">The directory.</param>
    /// <param name="ids">How ids are those in the tree; null: they are the same.</param>
    public static void MakeDirectory(RootedDirectory tree, string path, IdMappings? ids) => AsRoot(ids, () =>
    {
        tree.EnsureDirectory(FileName.FromText(path)).Dispose();
        return true;
    });

    /// <summary>A tree with other ids has none for the host's root: things are made in it as its own.</summary>
    private static T AsRoot<T>(IdMappings? ids, Func<T> work) => ids is null
        ? work()
        : FileSystemIdentity.Run(IdMappings.OnHost(ids.Users, 0) ?? 0, IdMappings.OnHost(ids.Groups, 0) ?? 0, work);

    private static async Task ExtractAsync(RootedDirectory tree, Stream archive, ApplyRules rules, CancellationToken cancellation)
    {
        await using var plain = await Decompression.OpenAsync(archive, cancellation);
        await ChunkPump.RunAsync(
            plain,
            ring => AsRoot(rules.Ids, () =>
            {
                LayerApplier.Extract(tree, new TarReader(ring), rules, cancellation);
                return true;
            }),
            cancellation);
    }

    /// <summary>What a path stands for; null when there is nothing. The last component is not followed, unless a slash follows it.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">The path.</param>
    public static FileStatus? Status(RootedDirectory tree, string path)
    {
        using var file = tree.TryOpen(FileName.FromText(path), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, out var errno);
        return file is not null ? At.Status(file)
            : errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP ? null
            : throw new KernelException("stat", path, errno);
    }

    /// <summary>Where a path leads, with every symbolic link followed inside the tree as far as there is something. For people and for naming
    /// a place; whoever opens it must still open it inside the tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">The path.</param>
    /// <returns>An absolute path.</returns>
    public static string Resolve(RootedDirectory tree, string path)
    {
        var way = new List<string>();
        var left = new Stack<string>(FileName.FromText(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var links = 0;
        while (left.TryPop(out var component))
        {
            if (component == ".") continue;
            if (component == "..")
            {
                if (way.Count > 0) way.RemoveAt(way.Count - 1);
                continue;
            }

            way.Add(component);
            using var file = tree.TryOpen(string.Join('/', way), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, out _);
            if (file is null || At.Status(file).Kind != FileKind.SymbolicLink) continue;
            if (++links > LinkLimit) throw new GantryException(ErrorKind.Invalid, $"too many links in {path}");
            var target = At.ReadLink(file, "");
            way.RemoveAt(way.Count - 1);
            if (target.StartsWith('/')) way.Clear();
            foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) left.Push(step);
        }

        return "/" + FileName.ToText(string.Join('/', way));
    }
}
