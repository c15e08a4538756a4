using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Checks;

/// <summary>Compares a layer's tree with one unpacked afresh: names, kinds, permissions, owners, devices, links, extended attributes, content. Times are
/// left out, since a layer that a build made on this host has finer ones than its archive.</summary>
internal static class TreeComparison
{
    private const int PieceSize = 256 * 1024;
    private const string OfOverlay = "trusted.overlay.";

    /// <summary>The first difference as a sentence about <paramref name="found"/>; null: there is none.</summary>
    /// <exception cref="KernelException">The disk cannot be read.</exception>
    public static string? Difference(RootedDirectory found, RootedDirectory expected, CancellationToken cancellation)
    {
        using var one = found.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using var other = expected.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        return Directories(one, other, "", cancellation);
    }

    private static string? Directories(SafeFileHandle found, SafeFileHandle expected, string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (names, wanted) = (DirectoryEntries.Names(found), DirectoryEntries.Names(expected));
        if (wanted.Except(names).FirstOrDefault() is { } missing) return $"{Show(path, missing)} is missing";
        if (names.Except(wanted).FirstOrDefault() is { } extra) return $"{Show(path, extra)} does not belong there";
        return names.Select(name => Entry(found, expected, name, path, cancellation)).FirstOrDefault(d => d is not null);
    }

    private static string? Entry(SafeFileHandle found, SafeFileHandle expected, string name, string path, CancellationToken cancellation)
    {
        var (actual, should) = (At.Status(found, name), At.Status(expected, name));
        var shown = Show(path, name);
        if (actual.Kind != should.Kind) return $"{shown} is a {Word(actual.Kind)}, not a {Word(should.Kind)}";
        if (actual.Permissions != should.Permissions) return $"{shown} has the mode {Octal(actual.Permissions)}, not {Octal(should.Permissions)}";
        if ((actual.UserId, actual.GroupId) != (should.UserId, should.GroupId))
            return $"{shown} belongs to {actual.UserId}:{actual.GroupId}, not to {should.UserId}:{should.GroupId}";
        if (actual.Node != should.Node) return $"{shown} is the device {actual.Node}, not {should.Node}";
        if (Attributes(found, expected, name) is { } attribute) return $"the attribute {FileName.ToText(attribute)} of {shown} differs";
        return actual.Kind switch
        {
            FileKind.SymbolicLink when At.ReadLink(found, name) != At.ReadLink(expected, name) => $"{shown} points elsewhere",
            FileKind.Regular when actual.Size != should.Size => $"{shown} has {actual.Size} bytes, not {should.Size}",
            FileKind.Regular when !SameContent(found, expected, name, cancellation) => $"the content of {shown} differs",
            FileKind.Directory => Inside(found, expected, name, path, cancellation),
            _ => null,
        };
    }

    private static string? Inside(SafeFileHandle found, SafeFileHandle expected, string name, string path, CancellationToken cancellation)
    {
        using var one = At.Open(found, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using var other = At.Open(expected, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        return Directories(one, other, $"{path}/{name}", cancellation);
    }

    private static string? Attributes(SafeFileHandle found, SafeFileHandle expected, string name)
    {
        var (names, wanted) = (Kept(found, name), Kept(expected, name));
        return names.Except(wanted).Concat(wanted.Except(names)).FirstOrDefault()
            ?? names.FirstOrDefault(a => !ExtendedAttributes.Get(found, name, a).AsSpan().SequenceEqual(ExtendedAttributes.Get(expected, name, a)));
    }

    /// <summary>What overlayfs notes for itself differs between a layer that was an upper directory and one that was unpacked.</summary>
    private static List<string> Kept(SafeFileHandle directory, string name) =>
        [.. ExtendedAttributes.List(directory, name).Where(a => a == ExtendedAttributes.Opaque || !a.StartsWith(OfOverlay, StringComparison.Ordinal))];

    private static bool SameContent(SafeFileHandle found, SafeFileHandle expected, string name, CancellationToken cancellation)
    {
        using var one = At.Open(found, name, OpenFlags.O_RDONLY);
        using var other = At.Open(expected, name, OpenFlags.O_RDONLY);
        var (a, b) = (new byte[PieceSize], new byte[PieceSize]);
        for (long position = 0; ; position += PieceSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var (left, right) = (RandomAccess.Read(one, a, position), RandomAccess.Read(other, b, position));
            if (!a.AsSpan(0, left).SequenceEqual(b.AsSpan(0, right))) return false;
            if (left < PieceSize) return true;
        }
    }

    private static string Show(string path, string name) => FileName.ToText($"{path}/{name}");

    private static string Octal(uint permissions) => "0" + Convert.ToString(permissions, 8);

    private static string Word(FileKind kind) => kind switch
    {
        FileKind.Directory => "directory",
        FileKind.SymbolicLink => "symbolic link",
        FileKind.CharacterDevice => "character device",
        FileKind.BlockDevice => "block device",
        FileKind.Pipe => "pipe",
        FileKind.Socket => "socket",
        _ => "file",
    };
}
