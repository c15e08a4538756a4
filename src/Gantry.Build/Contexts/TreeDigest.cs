using System.Security.Cryptography;

using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Contexts;

/// <summary>The digest of files by which a cache knows them again: of names, kinds, permissions, owners, attributes and content, but not of times, so that a file
/// that was only touched is the same.</summary>
public sealed class TreeDigest
{
    private const int BufferSize = 128 * 1024;

    [ThreadStatic]
    private static byte[]? buffer;

    private readonly IKnownFiles? _index;
    private readonly Func<string, bool>? _selects;
    private readonly CancellationToken _cancellation;

    private TreeDigest(IKnownFiles? index, Func<string, bool>? selects, CancellationToken cancellation)
    {
        _index = index;
        _selects = selects;
        _cancellation = cancellation;
    }

    /// <summary>The digest of what lies at a path.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">A path that has no symbolic links in it any more; empty for the root.</param>
    /// <param name="selects">Whether a path below it, relative to it, counts; null: all do.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="index">Knows files that need not be read; null: none is known.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(RootedDirectory tree, string path, Func<string, bool>? selects, CancellationToken cancellation, IKnownFiles? index = null)
    {
        using var file = tree.Open(FileName.FromText(path), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        new TreeDigest(index, selects, cancellation).Append(hash, file, "", "");
        return Hash256.Of(hash).ToString();
    }

    /// <summary>Whether what lies at a path is a directory.</summary>
    public static bool IsDirectory(RootedDirectory tree, string path)
    {
        using var file = tree.Open(FileName.FromText(path), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        return At.Status(file).IsDirectory;
    }

    /// <summary>Reads a file.</summary>
    internal static Hash256 OfContent(SafeFileHandle file)
    {
        buffer ??= GC.AllocateUninitializedArray<byte>(BufferSize);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var open = OpenFile.Reopen(file, OpenFlags.O_RDONLY);
        for (var read = OpenFile.Read(open, buffer, "content"); read > 0; read = OpenFile.Read(open, buffer, "content")) hash.AppendData(buffer.AsSpan(0, read));
        return Hash256.Of(hash);
    }

    /// <returns>Whether the entry, or something in it, counts.</returns>
    private bool Append(IncrementalHash hash, SafeFileHandle file, string name, string path)
    {
        _cancellation.ThrowIfCancellationRequested();
        var status = At.Status(file);
        var isSelected = path.Length == 0 || _selects is null || _selects(FileName.ToText(path));
        if (!isSelected && !status.IsDirectory) return false;
        var payload = default(Hash256);
        if (status.IsDirectory)
        {
            using var entries = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (!Children(entries, file, path) && !isSelected) return false;
            payload = Hash256.Of(entries);
        }
        else if (status.Kind == FileKind.Regular)
        {
            payload = _index is not null && _index.TryFind(status, out var known) ? known.Digest : OfContent(file);
        }
        else if (status.Kind == FileKind.SymbolicLink)
        {
            payload = EntryDigest.OfTarget(At.ReadLink(file, ""));
        }

        EntryDigest.Append(hash, name, isSelected ? EntryTraits.Of(status) : default, isSelected ? Attributes(file) : default, payload);
        return true;
    }

    private bool Children(IncrementalHash hash, SafeFileHandle directory, string path)
    {
        var any = false;
        using var open = OpenFile.Reopen(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        foreach (var name in DirectoryEntries.Names(open))
        {
            using var child = At.Open(open, name, OpenFlags.O_PATH);
            any |= Append(hash, child, name, path.Length == 0 ? name : $"{path}/{name}");
        }

        return any;
    }

    private static Hash256 Attributes(SafeFileHandle file) => ExtendedAttributes.List(file, "") is { Count: > 0 } names
        ? EntryDigest.OfAttributes(names.Where(n => !n.StartsWith("trusted.", StringComparison.Ordinal)).Select(n => (n, (ReadOnlyMemory<byte>)(ExtendedAttributes.Get(file, "", n) ?? []))))
        : default;
}
