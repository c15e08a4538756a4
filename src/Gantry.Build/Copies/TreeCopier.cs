using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Storage.Trees;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Copies;

/// <summary>Copies files from one tree into another by COPY's rules. Both are hostile: what a user names is resolved inside its tree, and below
/// that nothing is followed.</summary>
public sealed class TreeCopier(RootedDirectory from, RootedDirectory to, CopyRules rules)
{
    private const uint DirectoryPermissions = 0x1ED;

    // BuildKit makes directories under dockerd's mask, which changes of permissions behind it do not know.
    private const uint MadePermissions = 0x1FF & ~0x12u;
    private const int BufferSize = 128 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private readonly Dictionary<(DeviceNumber, ulong), string> _linked = [];
    private readonly List<string> _delayed = [];

    /// <summary>Copies one source.</summary>
    /// <param name="source">A path in the first tree.</param>
    /// <param name="destination">A path in the second; with a slash at its end it is a directory.</param>
    /// <param name="cancellation">Stops between two files; what was copied stays.</param>
    /// <exception cref="GantryException">NotFound: there is no source; Invalid: the wrong kind is in the way.</exception>
    public void Copy(string source, string destination, CancellationToken cancellation)
    {
        var isDirectory = destination.EndsWith('/') || destination.EndsWith("/.", StringComparison.Ordinal) || destination is "" or ".";
        var above = isDirectory ? destination : ParentOf(destination);
        MakeDirectories(Resolved(to, above));
        var target = Resolved(to, destination);
        var origin = rules.FollowsLinks ? Resolved(from, source) : Join(Resolved(from, ParentOf(source)), NameOf(source));
        var status = Status(from, origin) ?? throw new GantryException(ErrorKind.NotFound, $"lstat {source}: no such file or directory");
        var there = Status(to, target);
        if ((!rules.Contents && status.IsDirectory && there is not null) || (!status.IsDirectory && (there is { IsDirectory: true } || (isDirectory && there is null))))
            target = Join(target, NameOf(source));
        MakeDirectories(rules.Contents && status.IsDirectory && there is null ? target : ParentOf(target));
        using var sourceParent = from.Open(FileName.FromText(ParentOf(origin)), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        Entry(sourceParent, FileName.FromText(NameOf(origin)), "", FileName.FromText(target.Trim('/')), merges: false, cancellation);
    }

    /// <summary>Where a path leads in a tree, as text.</summary>
    internal static string Resolved(RootedDirectory tree, string path) => TreeCopy.Resolve(tree, path.Length == 0 ? "/" : path);

    internal static FileStatus? Status(RootedDirectory tree, string path) => TreeCopy.Status(tree, path);

    internal static string ParentOf(string path)
    {
        var trimmed = path.TrimEnd('/');
        var slash = trimmed.LastIndexOf('/');
        return slash <= 0 ? "/" : trimmed[..slash];
    }

    internal static string NameOf(string path)
    {
        var trimmed = path.TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    internal static string Join(string directory, string name) => name.Length == 0 ? directory : $"{directory.TrimEnd('/')}/{name}";

    /// <summary>Makes the directories of a path that has no links any more, and gives the new ones owner and time. Others than their owner do not write to them.</summary>
    internal void MakeDirectories(string path)
    {
        if (Status(to, path) is { } status)
        {
            if (!status.IsDirectory) throw new GantryException(ErrorKind.Invalid, $"mkdir {path}: not a directory");
            return;
        }

        MakeDirectories(ParentOf(path));
        using var parent = to.Open(FileName.FromText(ParentOf(path)), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        var name = FileName.FromText(NameOf(path));
        var errno = At.TryMakeDirectory(parent, name, DirectoryPermissions);
        if (errno != 0) throw new KernelException("mkdir", path, errno);
        if (rules.Owner is { } owner) At.ChangeOwner(parent, name, owner.User, owner.Group);
        At.ChangePermissions(parent, name, rules.Mode?.Fixed is { } mode ? mode & MadePermissions : DirectoryPermissions);
        if (rules.Time is { } time) At.SetTimes(parent, name, time, time);
    }

    /// <param name="sourceParent">Where it lies.</param>
    /// <param name="name">Its name there; empty for the tree's root.</param>
    /// <param name="relative">Its path below the source; empty for the source itself.</param>
    /// <param name="target">Where it goes, from the tree's root.</param>
    /// <param name="merges">Whether a directory that is there takes over the source's permissions.</param>
    /// <param name="cancellation">Stops.</param>
    private void Entry(SafeFileHandle sourceParent, string name, string relative, string target, bool merges, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var source = name.Length == 0 ? from.Open("", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY) : At.Open(sourceParent, name, OpenFlags.O_PATH);
        var status = At.Status(source);
        var isSelected = relative.Length == 0 || rules.Selects is null || rules.Selects(FileName.ToText(relative));
        if (status.IsDirectory)
        {
            DirectoryEntry(source, status, relative, target, merges, isSelected, cancellation);
            return;
        }

        if (!isSelected || status.Kind == FileKind.Socket) return;
        MakeDelayed();
        using var parent = Parent(target);
        var targetName = LastOf(target);
        MakeRoom(parent, targetName, target);
        switch (status.Kind)
        {
            case FileKind.Regular when status.Links > 1 && _linked.TryGetValue((status.Device, status.Inode), out var first):
                Link(first, parent, targetName, target);
                return;
            case FileKind.Regular:
                FileContent(source, status, parent, targetName, target);
                if (status.Links > 1) _linked[(status.Device, status.Inode)] = target;
                return;
            case FileKind.SymbolicLink:
                Check(At.TryMakeSymbolicLink(At.ReadLink(source, ""), parent, targetName), "symlink", target);
                break;
            default:
                Check(At.TryMakeNode(parent, targetName, status.Kind, 0x180, status.Kind == FileKind.Pipe ? default : status.Node), "mknod", target);
                break;
        }

        Describe(source, status, parent, targetName);
    }

    private void DirectoryEntry(SafeFileHandle source, in FileStatus status, string relative, string target, bool merges, bool isSelected, CancellationToken cancellation)
    {
        var made = false;
        if (isSelected)
        {
            MakeDelayed();
            made = MakeDirectory(target, status.Permissions);
        }
        else
        {
            _delayed.Add(target);
        }

        using (var open = OpenFile.Reopen(source, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
        {
            foreach (var child in DirectoryEntries.Names(open))
                Entry(open, child, relative.Length == 0 ? child : $"{relative}/{child}", target.Length == 0 ? child : $"{target}/{child}", merges: true, cancellation);
        }

        if (!isSelected)
        {
            _delayed.Remove(target);
            return;
        }

        if (target.Length == 0 || !(made || merges)) return;
        using var parent = Parent(target);
        Describe(source, status, parent, LastOf(target));
    }

    /// <summary>Directories that were not asked for are made when the first file below them is.</summary>
    private void MakeDelayed()
    {
        foreach (var directory in _delayed)
            MakeDirectory(directory, DirectoryPermissions);
    }

    private bool MakeDirectory(string target, uint permissions)
    {
        if (target.Length == 0) return false;
        using var parent = Parent(target);
        var name = LastOf(target);
        if (At.TryStatus(parent, name, out _) is { } there)
        {
            if (there.IsDirectory) return false;
            if (!rules.Replaces) throw new GantryException(ErrorKind.Invalid, $"cannot copy to non-directory: /{FileName.ToText(target)}");
            FileTree.Remove(parent, name);
        }

        Check(At.TryMakeDirectory(parent, name, permissions), "mkdir", target);
        return true;
    }

    private void MakeRoom(SafeFileHandle parent, string name, string target)
    {
        if (At.TryStatus(parent, name, out _) is not { } there) return;
        if (there.IsDirectory && !rules.Replaces) throw new GantryException(ErrorKind.Invalid, $"cannot replace to directory /{FileName.ToText(target)} with file");
        FileTree.Remove(parent, name);
    }

    private void FileContent(SafeFileHandle source, in FileStatus status, SafeFileHandle parent, string name, string target)
    {
        using var input = OpenFile.Reopen(source, OpenFlags.O_RDONLY);
        using var output = At.Open(parent, name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0x180);
        for (var read = OpenFile.Read(input, _buffer, target); read > 0; read = OpenFile.Read(input, _buffer, target)) OpenFile.Write(output, _buffer.AsSpan(0, read), target);
        var (user, group) = rules.Owner ?? (status.UserId, status.GroupId);
        OpenFile.ChangeOwner(output, user, group, target);
        foreach (var attribute in ExtendedAttributes.List(source, ""))
            if (IsCopied(attribute) && ExtendedAttributes.Get(source, "", attribute) is { } value) _ = ExtendedAttributes.TrySet(output, attribute, value);
        OpenFile.ChangePermissions(output, rules.Mode?.Apply(status.Permissions, isDirectory: false) ?? status.Permissions, target);
        var time = rules.Time ?? status.Modified;
        OpenFile.SetTimes(output, time, time, target);
    }

    private void Link(string first, SafeFileHandle parent, string name, string target)
    {
        using var directory = Parent(first);
        Check(At.TryLink(directory, LastOf(first), parent, name), "link", target);
    }

    private void Describe(SafeFileHandle source, in FileStatus status, SafeFileHandle parent, string name)
    {
        var (user, group) = rules.Owner ?? (status.UserId, status.GroupId);
        At.ChangeOwner(parent, name, user, group);
        if (status.Kind != FileKind.SymbolicLink)
            At.ChangePermissions(parent, name, rules.Mode?.Apply(status.Permissions, status.IsDirectory) ?? status.Permissions);
        foreach (var attribute in ExtendedAttributes.List(source, ""))
            if (IsCopied(attribute) && ExtendedAttributes.Get(source, "", attribute) is { } value) _ = ExtendedAttributes.TrySet(parent, name, attribute, value);
        var time = rules.Time ?? status.Modified;
        At.SetTimes(parent, name, time, time);
    }

    /// <summary>overlayfs's own attributes belong to the tree they are in.</summary>
    private static bool IsCopied(string attribute) => !attribute.StartsWith("trusted.overlay.", StringComparison.Ordinal);

    private SafeFileHandle Parent(string target) =>
        to.TryOpenLiterally(target.LastIndexOf('/') is var slash and > 0 ? target[..slash] : ".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out var errno)
        ?? throw new KernelException("open", FileName.ToText(target), errno);

    private static string LastOf(string target) => target[(target.LastIndexOf('/') + 1)..];

    private static void Check(int errno, string call, string target)
    {
        if (errno != 0) throw new KernelException(call, FileName.ToText(target), errno);
    }
}
