using Gantry.Build.Contexts;
using Gantry.Build.Sessions.Protocol;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Sessions.Files;

/// <summary>Walks through a directory beside the list of what should be in it, both in one order: what is not in the list goes, what differs is
/// made anew. The list is the client's and may be hostile: it is only taken in order and with each file's directory before it, and everything is
/// done by single names in directories that were opened without following links.</summary>
internal sealed class TreeMerge : IDisposable
{
    private const int PathLimit = 4095;

    private readonly RootedDirectory _root;
    private readonly TreeRules _rules;
    private readonly bool _ignoreExisting;
    private readonly ContentIndex? _known;
    private readonly List<Level> _levels = [];
    private readonly Dictionary<string, SyncedEntry> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _replaced = new(StringComparer.Ordinal);
    private readonly Dictionary<(DeviceNumber Device, ulong Inode), string> _names = [];

    /// <param name="root">The directory.</param>
    /// <param name="ignoreExisting">Whether every file is made anew.</param>
    /// <param name="known">What the files that are there are known to hold; null: nothing is known.</param>
    /// <param name="rules">What becomes of the rest.</param>
    public TreeMerge(RootedDirectory root, bool ignoreExisting, ContentIndex? known, TreeRules rules)
    {
        _rules = rules;
        _root = root;
        _ignoreExisting = ignoreExisting;
        _known = known;
        var handle = root.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        _levels.Add(new Level("", handle, DirectoryEntries.Names(handle), null, null));
    }

    /// <summary>Whether an extended attribute is kept. Those of "trusted" steer file systems such as overlayfs, and no client has a say in that.</summary>
    public static bool Keeps(string attribute) => !attribute.StartsWith("trusted.", StringComparison.Ordinal);

    /// <summary>What the directory holds, as far as the list has come.</summary>
    public SyncedTree Tree { get; } = new();

    /// <summary>The extended attributes of an entry that are kept.</summary>
    public static Hash256 Attributes(Stat stat) => stat.Xattrs.Count == 0
        ? default
        : EntryDigest.OfAttributes(stat.Xattrs.Where(a => Keeps(a.Key)).Select(a => (FileName.FromText(a.Key), a.Value.Memory)));

    /// <summary>Takes the next file of the list.</summary>
    /// <param name="stat">The file.</param>
    /// <param name="entry">It, as an entry of <see cref="Tree"/>; the content of one that is wanted is to be told to it.</param>
    /// <returns>A new, empty file whose content is wanted; null: there is nothing left to do for it.</returns>
    /// <exception cref="GantryException">Invalid: it is out of order, its path is none, or its directory is no directory.</exception>
    public SafeFileHandle? Take(Stat stat, out SyncedEntry entry)
    {
        var path = FileName.FromText(stat.Path);
        var slash = path.LastIndexOf('/');
        var (directory, name) = slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
        CheckPath(stat.Path, path, directory, name);
        while (_levels.Count > 1 && _levels[^1].Path != directory) Leave();
        var level = _levels[^1];
        if (level.Path != directory || string.CompareOrdinal(level.Last, name) >= 0)
            throw new GantryException(ErrorKind.Invalid, $"changes out of order: \"{stat.Path}\" \"{FileName.ToText(level.Path.Length == 0 ? level.Last : $"{level.Path}/{level.Last}")}\"");
        level.Last = name;

        var kind = GoFileMode.Kind(stat.Mode);
        entry = Tree.Add(
            name, new EntryTraits(kind, GoFileMode.Permissions(stat.Mode), stat.Uid, stat.Gid, stat.Size, new DeviceNumber((uint)stat.Devmajor, (uint)stat.Devminor)), Attributes(stat));
        if (kind == FileKind.SymbolicLink) entry.Know(EntryDigest.OfTarget(FileName.FromText(stat.Linkname)));
        if (kind is not (FileKind.Directory or FileKind.SymbolicLink))
        {
            if (stat.Linkname.Length == 0) _files.Add(path, entry);
            else if (_files.TryGetValue(FileName.FromText(stat.Linkname), out var other)) entry.Other = other;
            else throw new GantryException(ErrorKind.Invalid, $"invalid link {stat.Path} to unknown path: \"{stat.Linkname}\"");
        }

        while (level.Next is { } before && string.CompareOrdinal(before, name) < 0) Remove(level, before);
        FileStatus? found = null;
        if (level.Next == name)
        {
            level.Position++;
            found = At.TryStatus(level.Handle, name, out _);
        }

        return kind == FileKind.Directory ? Enter(level, path, name, stat, entry, found) : Make(level, path, name, stat, entry, found);
    }

    /// <summary>Removes what the list has not named.</summary>
    public void Finish()
    {
        while (_levels.Count > 0) Leave();
    }

    public void Dispose()
    {
        foreach (var level in _levels) level.Handle.Dispose();
        _levels.Clear();
    }

    private static void CheckPath(string text, string path, string directory, string name)
    {
        var escapes = name is ".." || path.StartsWith("../", StringComparison.Ordinal) || path.StartsWith('/');
        if (escapes) throw new GantryException(ErrorKind.Invalid, $"escape check {text}: invalid argument");
        if (path.Length > PathLimit || name.Length == 0 || name == "." || path.Contains('\0', StringComparison.Ordinal) || directory.EndsWith('/') || directory is ".")
            throw new GantryException(ErrorKind.Invalid, $"unclean path {text}: invalid argument");
    }

    private SafeFileHandle? Enter(Level level, string path, string name, Stat stat, SyncedEntry entry, FileStatus? found)
    {
        var isNew = found is not { IsDirectory: true };
        if (isNew)
        {
            if (found is not null) Clear(level, path, name, found.Value);
            level.Touched = true;
            if (At.TryMakeDirectory(level.Handle, name, 0x1C0) is not 0 and var errno) throw new KernelException("mkdir", stat.Path, errno);
        }

        var handle = At.Open(level.Handle, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        var next = new Level(path, handle, isNew ? [] : DirectoryEntries.Names(handle), stat, entry) { Touched = isNew };
        _levels.Add(next);
        if (isNew || !SameMetadata(stat, found!.Value))
        {
            OpenFile.ChangeOwner(handle, stat.Uid, stat.Gid, stat.Path);
            OpenFile.ChangePermissions(handle, GoFileMode.Permissions(stat.Mode), stat.Path);
            foreach (var (attribute, value) in stat.Xattrs)
                if (Keeps(attribute)) _ = ExtendedAttributes.TrySet(handle, FileName.FromText(attribute), value.Span);
            next.Touched = true;
        }

        return null;
    }

    private SafeFileHandle? Make(Level level, string path, string name, Stat stat, SyncedEntry entry, FileStatus? found)
    {
        var kind = entry.Traits.Kind;
        if (found is { } old)
        {
            if (!_ignoreExisting && IsSame(level, path, name, stat, kind, old) && IsKnown(level, name, entry, old)) return null;
            Clear(level, path, name, old);
        }

        _known?.Forget();
        _replaced.Add(path);
        level.Touched = true;
        switch (kind)
        {
            case FileKind.SymbolicLink:
                Check("symlink", stat.Path, At.TryMakeSymbolicLink(FileName.FromText(stat.Linkname), level.Handle, name));
                At.ChangeOwner(level.Handle, name, stat.Uid, stat.Gid);
                At.SetTimes(level.Handle, name, FileTime.Omit, WireTime.ToFile(stat.ModTime));
                return null;
            case FileKind.Regular when stat.Linkname.Length > 0:
                Link(level, name, stat);
                return null;
            case FileKind.Regular:
                return At.Open(level.Handle, name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0x180);
            default:
                var device = kind == FileKind.Pipe ? default : new DeviceNumber((uint)stat.Devmajor, (uint)stat.Devminor);
                Check("mknod", stat.Path, At.TryMakeNode(level.Handle, name, kind, 0x180, device));
                At.ChangeOwner(level.Handle, name, stat.Uid, stat.Gid);
                At.ChangePermissions(level.Handle, name, GoFileMode.Permissions(stat.Mode));
                At.SetTimes(level.Handle, name, FileTime.Omit, WireTime.ToFile(stat.ModTime));
                return null;
        }
    }

    /// <summary>Gives an earlier file of the list one more name.</summary>
    private void Link(Level level, string name, Stat stat)
    {
        var target = FileName.FromText(stat.Linkname);
        var slash = target.LastIndexOf('/');
        using var directory = _root.TryOpenLiterally(slash < 0 ? "" : target[..slash], OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out var errno)
            ?? throw new KernelException("open", stat.Linkname, errno);
        Check("link", stat.Path, At.TryLink(directory, target[(slash + 1)..], level.Handle, name));
    }

    private bool IsSame(Level level, string path, string name, Stat stat, FileKind kind, FileStatus found)
    {
        if (found.Kind != kind || !SameMetadata(stat, found)) return false;
        var link = "";
        if (kind == FileKind.SymbolicLink)
        {
            link = At.ReadLink(level.Handle, name);
        }
        else if (found.Links > 1)
        {
            // The first name of a file in the order of the list is the one that others refer to, there and here.
            if (_names.TryGetValue((found.Device, found.Inode), out var first)) link = first;
            else _names.Add((found.Device, found.Inode), path);
        }

        if (link != FileName.FromText(stat.Linkname) || (kind != FileKind.SymbolicLink && link.Length > 0 && _replaced.Contains(link))) return false;
        return link.Length > 0 && kind != FileKind.SymbolicLink
            || ((kind == FileKind.SymbolicLink || found.Size == stat.Size) && WireTime.FromFile(found.Modified) == stat.ModTime);
    }

    /// <summary>Finds out what a file that stays holds. One whose extended attributes became others does not stay.</summary>
    private bool IsKnown(Level level, string name, SyncedEntry entry, in FileStatus found)
    {
        if (_known is null || entry.Other is not null || found.Kind != FileKind.Regular) return true;
        if (_known.TryFind(found, out var known))
        {
            if (known.Attributes != entry.Attributes) return false;
        }
        else
        {
            if (entry.Attributes != default) return false;
            using var file = At.Open(level.Handle, name, OpenFlags.O_PATH);
            known = new KnownContent(TreeDigest.OfContent(file), default);
            _known.Add(found, known);
        }

        entry.Know(known.Digest);
        entry.Inode = found.Inode;
        return true;
    }

    private static bool SameMetadata(Stat stat, FileStatus found) =>
        GoFileMode.Of(found.Kind, found.Permissions) == stat.Mode && found.UserId == stat.Uid && found.GroupId == stat.Gid
        && (found.Kind is not (FileKind.CharacterDevice or FileKind.BlockDevice) || (found.Node.Major == stat.Devmajor && found.Node.Minor == stat.Devminor));

    private void Clear(Level level, string path, string name, FileStatus found)
    {
        _known?.Forget();
        if (found is { IsDirectory: false, Links: > 1 }) _names.TryAdd((found.Device, found.Inode), path);
        FileTree.Remove(level.Handle, name);
    }

    private void Remove(Level level, string name)
    {
        if (_rules.KeepsOthers)
        {
            level.Position++;
            return;
        }

        _known?.Forget();
        FileTree.Remove(level.Handle, name);
        level.Position++;
        level.Touched = true;
    }

    private void Leave()
    {
        var level = _levels[^1];
        _levels.RemoveAt(_levels.Count - 1);
        using (level.Handle)
        {
            while (level.Next is { } left) Remove(level, left);
            if (level.Entry is { } entry) Tree.Close(entry);
            if (level is { Touched: true, Stat: { } stat }) OpenFile.SetTimes(level.Handle, FileTime.Omit, WireTime.ToFile(stat.ModTime), stat.Path);
        }
    }

    private static void Check(string call, string subject, int errno)
    {
        if (errno != 0) throw new KernelException(call, subject, errno);
    }

    /// <summary>A directory that is being walked through.</summary>
    private sealed class Level(string path, SafeFileHandle handle, IReadOnlyList<string> names, Stat? stat, SyncedEntry? entry)
    {
        public string Path => path;

        public SafeFileHandle Handle => handle;

        public Stat? Stat => stat;

        public SyncedEntry? Entry => entry;

        /// <summary>The last name the list had here.</summary>
        public string Last { get; set; } = "";

        /// <summary>How many of the names that are here have been dealt with.</summary>
        public int Position { get; set; }

        /// <summary>Whether its modification time must be set again.</summary>
        public bool Touched { get; set; }

        public string? Next => Position < names.Count ? names[Position] : null;
    }
}
