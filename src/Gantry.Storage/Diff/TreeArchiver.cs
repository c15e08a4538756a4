using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Diff;

/// <summary>Writes a directory as a tar: entries sorted by name, files with several names once and then as hard links, holes left out.
/// The same tree gives the same bytes. Sockets have no place in a tar and are left out.</summary>
/// <param name="tree">The directory; its own attributes are not written.</param>
/// <param name="tar">Where the tar goes.</param>
/// <param name="isLayer">Whether overlayfs's marks become whiteouts.</param>
/// <param name="ids">How ids in the tree are those in the archive; null: they are the same.</param>
/// <param name="modified">The time that everything has; null: its own.</param>
internal sealed class TreeArchiver(RootedDirectory tree, Stream tar, bool isLayer, IdMappings? ids = null, FileTime? modified = null)
{
    private const uint Nobody = 65534; // as the kernel shows who has no id in a user namespace
    private const int BufferSize = 256 * 1024;
    private const int DepthLimit = 1024; // as many directories are open at once, and names are longer than any path may be

    private readonly Dictionary<(DeviceNumber, ulong), string> _linked = [];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);

    /// <summary>Writes the whole tree and the archive's end.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        using var root = tree.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        await DirectoryAsync(root, "", 0, cancellation);
        await tar.WriteAsync(TarHeaderWriter.End, cancellation);
    }

    /// <summary>Writes one file, or one directory with all below it, and the archive's end.</summary>
    /// <param name="path">What to write; a symbolic link is written itself, unless a slash follows.</param>
    /// <param name="name">Its name in the archive.</param>
    /// <param name="cancellation">Stops writing.</param>
    public async Task WriteAsync(string path, string name, CancellationToken cancellation)
    {
        if (tree.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, out _) is { } directory)
        {
            using (directory)
            {
                await HeaderAsync(Describe(directory, "", $"{name}/", At.Status(directory)), cancellation);
                await DirectoryAsync(directory, $"{name}/", 0, cancellation);
            }
        }
        else
        {
            var (above, last) = EntryPath.Split(path);
            using var parent = tree.Open(above, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            await EntryAsync(parent, last, name, 0, cancellation);
        }

        await tar.WriteAsync(TarHeaderWriter.End, cancellation);
    }

    private async Task DirectoryAsync(SafeFileHandle directory, string path, int depth, CancellationToken cancellation)
    {
        if (depth > DepthLimit) throw new GantryException(ErrorKind.Invalid, $"{FileName.ToText(path[..80])}… is nested more than {DepthLimit} levels deep");
        foreach (var name in DirectoryEntries.Names(directory))
        {
            if (isLayer && At.TryStatus(directory, name, out _) is { IsWhiteout: true } whiteout)
                await HeaderAsync(new TarEntry { Name = $"{path}{Whiteouts.Prefix}{name}", Modified = whiteout.Modified }, cancellation);
            else
                await EntryAsync(directory, name, path + name, depth, cancellation);
        }
    }

    private async Task EntryAsync(SafeFileHandle directory, string name, string child, int depth, CancellationToken cancellation)
    {
        // What vanishes meanwhile, in a tree somebody works in, was not there; and what somebody puts in its place is looked at only once,
        // through the descriptor, so that a pipe or a device is never opened in the belief that it is a file.
        using var found = At.TryOpen(directory, name, OpenFlags.O_PATH, 0, out _);
        if (found is null || At.Status(found) is var status && status.Kind == FileKind.Socket) return;
        var entry = Describe(directory, name, child, status);
        if (status is { Links: > 1, IsDirectory: false } && !_linked.TryAdd((status.Device, status.Inode), child))
        {
            await HeaderAsync(entry with { Kind = TarEntryKind.HardLink, LinkName = _linked[(status.Device, status.Inode)], Size = 0, Attributes = [] }, cancellation);
            return;
        }

        switch (status.Kind)
        {
            case FileKind.Directory:
                await HeaderAsync(entry with { Name = $"{child}/" }, cancellation);
                if (isLayer && ExtendedAttributes.Get(found, "", ExtendedAttributes.Opaque) is [(byte)'y'])
                    await HeaderAsync(new TarEntry { Name = $"{child}/{Whiteouts.Opaque}", Modified = status.Modified }, cancellation);
                using (var open = OpenFile.Reopen(found, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) await DirectoryAsync(open, $"{child}/", depth + 1, cancellation);
                break;
            case FileKind.Regular:
                using (var open = OpenFile.Reopen(found, OpenFlags.O_RDONLY)) await FileAsync(open, entry, status, cancellation);
                break;
            default:
                await HeaderAsync(entry, cancellation);
                break;
        }
    }

    private TarEntry Describe(SafeFileHandle directory, string name, string path, in FileStatus status) => new()
    {
        Kind = status.Kind switch
        {
            FileKind.Directory => TarEntryKind.Directory,
            FileKind.SymbolicLink => TarEntryKind.SymbolicLink,
            FileKind.CharacterDevice => TarEntryKind.CharacterDevice,
            FileKind.BlockDevice => TarEntryKind.BlockDevice,
            FileKind.Pipe => TarEntryKind.Pipe,
            _ => TarEntryKind.Regular,
        },
        Name = path,
        LinkName = status.Kind == FileKind.SymbolicLink ? At.ReadLink(directory, name) : "",
        Permissions = status.Permissions,
        UserId = ids is null ? status.UserId : IdMappings.Inside(ids.Users, status.UserId) ?? Nobody,
        GroupId = ids is null ? status.GroupId : IdMappings.Inside(ids.Groups, status.GroupId) ?? Nobody,
        Size = status.Kind == FileKind.Regular ? status.Size : 0,
        Modified = modified ?? status.Modified,
        Device = status.Kind is FileKind.CharacterDevice or FileKind.BlockDevice ? status.Node : default,
        Attributes =
        [
            .. ExtendedAttributes.List(directory, name)
                .Where(LayerApplier.IsKept)
                .Select(a => KeyValuePair.Create(a, ExtendedAttributes.Get(directory, name, a) ?? [])),
        ],
    };

    private async Task FileAsync(SafeFileHandle file, TarEntry entry, FileStatus status, CancellationToken cancellation)
    {
        var extents = status.Blocks * 512 < status.Size ? Extents(file, status.Size) : null;
        await HeaderAsync(entry with { Extents = extents }, cancellation);
        long stored = 0;
        foreach (var (offset, length) in extents ?? [new SparseExtent(0, status.Size)])
        {
            OpenFile.Seek(file, offset, SeekFrom.Start);
            for (var left = length; left > 0;)
            {
                var read = OpenFile.Read(file, _buffer.AsSpan(0, (int)Math.Min(left, _buffer.Length)), FileName.ToText(entry.Name));
                // The header has promised a size; what a running process cut off meanwhile is zeros.
                if (read == 0) Array.Clear(_buffer, 0, read = (int)Math.Min(left, _buffer.Length));
                await tar.WriteAsync(_buffer.AsMemory(0, read), cancellation);
                left -= read;
            }

            stored += length;
        }

        await tar.WriteAsync(new byte[TarHeaderWriter.Padding(stored)], cancellation);
    }

    /// <summary>The stored parts of a file; null when it has no holes.</summary>
    private static List<SparseExtent>? Extents(SafeFileHandle file, long size)
    {
        var extents = new List<SparseExtent>();
        long stored = 0;
        for (long at = 0; at < size;)
        {
            var data = OpenFile.Seek(file, at, SeekFrom.Data);
            if (data < 0 || data >= size) break;
            var hole = OpenFile.Seek(file, data, SeekFrom.Hole);
            var end = hole < 0 || hole > size ? size : hole;
            extents.Add(new SparseExtent(data, end - data));
            stored += end - data;
            at = end;
        }

        return stored == size ? null : extents;
    }

    private ValueTask HeaderAsync(TarEntry entry, CancellationToken cancellation) => tar.WriteAsync(TarHeaderWriter.Encode(entry), cancellation);
}
