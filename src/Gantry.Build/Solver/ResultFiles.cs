using Gantry.Build.Dockerfiles;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Solver;

/// <summary>Looks into results for clients.</summary>
internal static class ResultFiles
{
    private const int Most = 16 << 20; // what fits a message to the client

    public static ReadOnlyMemory<byte> Read(RootedDirectory tree, string path, long offset, int? length)
    {
        using var file = tree.TryOpen(FileName.FromText(path), OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out _) ?? throw Missing("open", path);
        var size = Math.Max(0, RandomAccess.GetLength(file) - offset);
        var bytes = new byte[Math.Min(Math.Min(size, length ?? size), Most)];
        return bytes.AsMemory(0, RandomAccess.Read(file, bytes, offset));
    }

    public static IReadOnlyList<ResultEntry> List(RootedDirectory tree, string path, string pattern)
    {
        using var directory = tree.TryOpen(FileName.FromText(path), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out _) ?? throw Missing("open", path);
        var filter = pattern.Length == 0 ? null : new SourcePattern(pattern);
        return [.. DirectoryEntries.Names(directory).Where(n => filter is null || filter.Matches(FileName.ToText(n))).Select(n => Entry(directory, n, FileName.ToText(n)))];
    }

    public static ResultEntry Status(RootedDirectory tree, string path)
    {
        using var file = tree.TryOpen(FileName.FromText(path), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, out _) ?? throw Missing("lstat", path);
        return Entry(file, "", path);
    }

    private static ResultEntry Entry(SafeFileHandle directory, string name, string shown)
    {
        var status = At.Status(directory, name);
        var target = status.Kind == FileKind.SymbolicLink ? FileName.ToText(At.ReadLink(directory, name)) : "";
        return new ResultEntry(shown, (uint)status.Kind | status.Permissions, status.UserId, status.GroupId, status.Size, (status.Modified.Seconds * 1_000_000_000) + status.Modified.Nanoseconds, target);
    }

    private static GantryException Missing(string call, string path) => new(ErrorKind.NotFound, $"{call} {path}: no such file or directory");
}
