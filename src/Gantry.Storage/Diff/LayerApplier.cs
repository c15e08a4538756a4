using System.Security.Cryptography;

using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Storage.Snapshots;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Diff;

/// <summary>Unpacks a layer's tar into a directory for overlayfs: the tar's whiteouts become character devices 0/0 and opaque marks. The
/// tar is hostile: every name is resolved inside the tree, later entries replace earlier ones, and nothing is followed.</summary>
internal sealed partial class LayerApplier : IDisposable
{
    private const int WritebackSize = 1 << 20;

    private readonly RootedDirectory _tree;
    private readonly ApplyRules _rules;
    private readonly SpaceGuard? _space;
    private readonly ParentDirectories _parents;
    private readonly List<(string Path, FileTime Modified)> _directoryTimes = [];
    private long _size, _entries;
    private bool _replaced;

    private LayerApplier(RootedDirectory tree, ApplyRules rules, SpaceGuard? space)
    {
        _tree = tree;
        _rules = rules;
        _space = space;
        _parents = new ParentDirectories(tree);
    }

    /// <summary>Unpacks the whole tar and reads its stream to the end.</summary>
    /// <param name="tree">The layer's empty directory.</param>
    /// <param name="tar">The layer.</param>
    /// <param name="space">Watches the disk.</param>
    /// <param name="cancellation">Stops between entries; what was made stays for the caller to remove.</param>
    /// <exception cref="GantryException">Invalid: the archive; Unavailable: the disk; the kernel's refusals.</exception>
    public static SnapshotUsage Apply(RootedDirectory tree, TarReader tar, SpaceGuard space, CancellationToken cancellation)
    {
        using var applier = new LayerApplier(tree, ApplyRules.Layer, space);
        applier.AddAll(tar, cancellation);
        return applier._replaced ? TreeUsage.Of(tree) : new SnapshotUsage(applier._size, applier._entries);
    }

    /// <summary>Unpacks the whole tar into a directory of a container's tree, which others may work in, and reads its stream to the end.</summary>
    /// <param name="tree">The container's tree.</param>
    /// <param name="tar">The archive.</param>
    /// <param name="rules">Where to and how.</param>
    /// <param name="cancellation">Stops between entries; what was made stays.</param>
    /// <exception cref="GantryException">Invalid: the archive, or a kind that may not change; the kernel's refusals.</exception>
    public static void Extract(RootedDirectory tree, TarReader tar, ApplyRules rules, CancellationToken cancellation)
    {
        using var applier = new LayerApplier(tree, rules, space: null);
        applier.AddAll(tar, cancellation);
    }

    public void Dispose() => _parents.Dispose();

    private static uint OnHost(IReadOnlyList<LinuxIdMapping> mappings, uint id) =>
        IdMappings.OnHost(mappings, id) ?? throw new GantryException(ErrorKind.Invalid, $"Container ID {id} cannot be mapped to a host ID");

    private void AddAll(TarReader tar, CancellationToken cancellation)
    {
        while (tar.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            Add(entry, tar);
        }

        tar.Drain();
        SetDirectoryTimes();
    }

    private void Add(TarEntry entry, TarReader tar)
    {
        var path = EntryPath.OfEntry(entry.Name);
        if (path.Length == 0) return; // the root keeps its attributes, as under Docker
        path = _rules.Place(path);
        var (directory, name) = EntryPath.Split(path);
        if (_rules.Owner is { } owner) entry = entry with { UserId = owner.User, GroupId = owner.Group };
        if (_rules.Ids is { } ids) entry = entry with { UserId = OnHost(ids.Users, entry.UserId), GroupId = OnHost(ids.Groups, entry.GroupId) };
        if (_rules.IsLayer && name.StartsWith(Whiteouts.Prefix, StringComparison.Ordinal))
        {
            AddWhiteout(path, directory, name);
            return;
        }

        _space?.Count(entry.Extents is null ? entry.Size : 0, 1);
        var parent = _parents.Get(directory);
        if (_rules.KeepsKinds) CheckKind(entry, parent, name);
        switch (entry.Kind)
        {
            case TarEntryKind.Regular:
                AddFile(entry, tar, parent, path, name);
                break;
            case TarEntryKind.Directory:
                AddDirectory(entry, parent, path, name);
                break;
            case TarEntryKind.HardLink:
                AddHardLink(entry, path, directory, name);
                return;
            case TarEntryKind.SymbolicLink:
                Make(parent, path, directory, name, (at, n) => At.TryMakeSymbolicLink(entry.LinkName, at, n), "symlink");
                _size += entry.LinkName.Length;
                Describe(entry, _parents.Get(directory), path, name);
                break;
            default:
                var kind = entry.Kind switch
                {
                    TarEntryKind.CharacterDevice => FileKind.CharacterDevice,
                    TarEntryKind.BlockDevice => FileKind.BlockDevice,
                    _ => FileKind.Pipe,
                };
                Make(parent, path, directory, name, (at, n) => At.TryMakeNode(at, n, kind, 0x180, entry.Device), "mknod");
                Describe(entry, _parents.Get(directory), path, name);
                break;
        }

        _entries++;
    }

    private void AddFile(TarEntry entry, TarReader tar, SafeFileHandle parent, string path, string name)
    {
        const int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        var file = At.TryOpen(parent, name, flags, 0x180, out var errno);
        if (file is null && errno == Errno.EEXIST)
        {
            Replace(parent, name);
            file = At.TryOpen(_parents.Get(EntryPath.Split(path).Directory), name, flags, 0x180, out errno);
        }

        if (file is null) throw new KernelException("open", FileName.ToText(path), errno);
        using (file)
        {
            using var hash = _rules.Hashed is null || entry.Extents is not null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (entry.Extents is null) WriteWhole(tar, file, path, hash);
            else WriteSparse(entry, tar, file, path);
            if (entry.Size >= WritebackSize && !_rules.IsPassing) OpenFile.StartWriting(file, 0, 0);
            OpenFile.ChangeOwner(file, entry.UserId, entry.GroupId, path);
            foreach (var (attribute, value) in entry.Attributes) CheckAttribute(IsKept(attribute) ? ExtendedAttributes.TrySet(file, attribute, value) : 0, path);
            OpenFile.ChangePermissions(file, entry.Permissions, path);
            OpenFile.SetTimes(file, entry.Modified, entry.Modified, path);
            if (_rules.Hashed is not null) Tell(file, hash);
        }

        _size += entry.Size;
    }

    private static void WriteWhole(TarReader tar, SafeFileHandle file, string path, IncrementalHash? hash)
    {
        for (var piece = tar.ReadContent(); piece.Length > 0; piece = tar.ReadContent())
        {
            OpenFile.Write(file, piece, path);
            hash?.AppendData(piece);
        }
    }

    private void Tell(SafeFileHandle file, IncrementalHash? hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _rules.Hashed!(At.Status(file), hash is null ? [] : digest[..hash.GetHashAndReset(digest)]);
    }

    private void WriteSparse(TarEntry entry, TarReader tar, SafeFileHandle file, string path)
    {
        var piece = default(ReadOnlySpan<byte>);
        foreach (var (offset, length) in entry.Extents!)
        {
            _space?.Count(length, 0);
            OpenFile.Seek(file, offset, SeekFrom.Start);
            for (var left = length; left > 0;)
            {
                if (piece.Length == 0) piece = tar.ReadContent();
                var now = (int)Math.Min(left, piece.Length);
                OpenFile.Write(file, piece[..now], path);
                piece = piece[now..];
                left -= now;
            }
        }

        OpenFile.SetLength(file, entry.Size, path);
    }

    private void AddDirectory(TarEntry entry, SafeFileHandle parent, string path, string name)
    {
        var errno = At.TryMakeDirectory(parent, name, 0x1C0);
        if (errno == Errno.EEXIST)
        {
            var status = At.Status(parent, name);
            if (!status.IsDirectory)
            {
                Replace(parent, name);
                parent = _parents.Get(EntryPath.Split(path).Directory);
                errno = At.TryMakeDirectory(parent, name, 0x1C0);
                // The layer deletes what was there and puts a directory in its place: nothing of the old one may shine through.
                if (errno == 0 && status.IsWhiteout) CheckAttribute(ExtendedAttributes.TrySet(parent, name, ExtendedAttributes.Opaque, "y"u8), path);
            }
            else
            {
                errno = 0;
                _entries--;
            }
        }

        if (errno != 0) throw new KernelException("mkdir", FileName.ToText(path), errno);
        Describe(entry with { Modified = FileTime.Omit }, parent, path, name);
        _directoryTimes.Add((path, entry.Modified));
    }

    private void AddHardLink(TarEntry entry, string path, string directory, string name)
    {
        var target = _rules.Place(EntryPath.OfHardLink(entry.LinkName));
        if (target == path) throw new GantryException(ErrorKind.Invalid, $"invalid hardlink target \"{FileName.ToText(entry.LinkName)}\"");
        var (targetDirectory, targetName) = EntryPath.Split(target);
        using var source = _tree.TryOpen(targetDirectory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out var errno);
        if (source is not null)
        {
            errno = At.TryLink(source, targetName, _parents.Get(directory), name);
            if (errno == Errno.EEXIST)
            {
                // The target itself may go with what is replaced; then the link fails, as it must.
                Replace(_parents.Get(directory), name);
                errno = At.TryLink(source, targetName, _parents.Get(directory), name);
            }
        }

        if (errno != 0) throw new KernelException("link", $"{FileName.ToText(target)} {FileName.ToText(path)}", errno);
        _entries++;
    }

    private void CheckKind(TarEntry entry, SafeFileHandle parent, string name)
    {
        if (At.TryStatus(parent, name, out _) is not { } status || status.IsDirectory == (entry.Kind == TarEntryKind.Directory)) return;
        var what = status.IsDirectory ? "cannot overwrite directory {0} with non-directory {1}" : "cannot overwrite non-directory {0} with directory {1}";
        var place = $"/{FileName.ToText(_rules.Directory)}".TrimEnd('/');
        throw new GantryException(
            ErrorKind.Internal,
            string.Format(System.Globalization.CultureInfo.InvariantCulture, what, $"\"{place}/{FileName.ToText(entry.Name.Trim('/'))}\"", $"\"{(place.Length == 0 ? "/" : place)}\""));
    }

    private void Make(SafeFileHandle parent, string path, string directory, string name, Func<SafeFileHandle, string, int> make, string call)
    {
        var errno = make(parent, name);
        if (errno == Errno.EEXIST)
        {
            Replace(parent, name);
            errno = make(_parents.Get(directory), name);
        }

        if (errno != 0) throw new KernelException(call, FileName.ToText(path), errno);
    }

    private void Replace(SafeFileHandle parent, string name)
    {
        FileTree.Remove(parent, name);
        _parents.Forget();
        _replaced = true;
    }
}
