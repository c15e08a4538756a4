using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Contexts;

/// <summary>The digest of files by which a cache knows them again: of names, kinds, permissions, owners, attributes and content, but not of times, so that a file
/// that was only touched is the same.</summary>
public static class TreeDigest
{
    private const int BufferSize = 128 * 1024;

    [ThreadStatic]
    private static byte[]? buffer;

    /// <summary>The digest of what lies at a path.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">A path that has no symbolic links in it any more; empty for the root.</param>
    /// <param name="selects">Whether a path below it, relative to it, counts; null: all do.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(RootedDirectory tree, string path, Func<string, bool>? selects, CancellationToken cancellation)
    {
        using var file = tree.Open(FileName.FromText(path), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        return Convert.ToHexStringLower(Entry(file, "", selects, cancellation) ?? new byte[32]);
    }

    /// <summary>Whether what lies at a path is a directory.</summary>
    public static bool IsDirectory(RootedDirectory tree, string path)
    {
        using var file = tree.Open(FileName.FromText(path), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        return At.Status(file).IsDirectory;
    }

    private static byte[]? Entry(SafeFileHandle file, string path, Func<string, bool>? selects, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var status = At.Status(file);
        var isSelected = path.Length == 0 || selects is null || selects(FileName.ToText(path));
        if (!isSelected && !status.IsDirectory) return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (isSelected) Describe(hash, file, status);
        switch (status.Kind)
        {
            case FileKind.Directory:
                var any = Children(hash, file, path, selects, cancellation);
                return isSelected || any ? hash.GetHashAndReset() : null;
            case FileKind.Regular:
                Content(hash, file);
                break;
            case FileKind.SymbolicLink:
                hash.AppendData(Encoding.Latin1.GetBytes(At.ReadLink(file, "")));
                break;
        }

        return hash.GetHashAndReset();
    }

    private static bool Children(IncrementalHash hash, SafeFileHandle directory, string path, Func<string, bool>? selects, CancellationToken cancellation)
    {
        var any = false;
        using var open = OpenFile.Reopen(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        foreach (var name in DirectoryEntries.Names(open))
        {
            using var child = At.Open(open, name, OpenFlags.O_PATH);
            if (Entry(child, path.Length == 0 ? name : $"{path}/{name}", selects, cancellation) is not { } digest) continue;
            any = true;
            hash.AppendData(Encoding.Latin1.GetBytes(name));
            hash.AppendData([0]);
            hash.AppendData(digest);
        }

        return any;
    }

    private static void Describe(IncrementalHash hash, SafeFileHandle file, in FileStatus status)
    {
        Span<byte> fields = stackalloc byte[36];
        BinaryPrimitives.WriteUInt32LittleEndian(fields, (uint)status.Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[4..], status.Permissions);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[8..], status.UserId);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[12..], status.GroupId);
        BinaryPrimitives.WriteInt64LittleEndian(fields[16..], status.Kind == FileKind.Regular ? status.Size : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[24..], status.Kind is FileKind.CharacterDevice or FileKind.BlockDevice ? status.Node.Packed : 0);
        hash.AppendData(fields);
        foreach (var attribute in ExtendedAttributes.List(file, ""))
        {
            if (attribute.StartsWith("trusted.overlay.", StringComparison.Ordinal)) continue;
            hash.AppendData(Encoding.Latin1.GetBytes($"{attribute}="));
            hash.AppendData(ExtendedAttributes.Get(file, "", attribute) ?? []);
            hash.AppendData([0]);
        }
    }

    private static void Content(IncrementalHash hash, SafeFileHandle file)
    {
        buffer ??= GC.AllocateUninitializedArray<byte>(BufferSize);
        using var open = OpenFile.Reopen(file, OpenFlags.O_RDONLY);
        for (var read = OpenFile.Read(open, buffer, "content"); read > 0; read = OpenFile.Read(open, buffer, "content")) hash.AppendData(buffer.AsSpan(0, read));
    }
}
