using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Storage.Content;
using Gantry.Storage.Trees;

namespace Gantry.Build.Copies;

/// <summary>Archives that ADD unpacks.</summary>
internal static class Archives
{
    private const int HeaderSize = 512;
    private const int ChecksumOffset = 148;
    private const int ChecksumSize = 8;

    /// <summary>Whether a file is a tar, plain or compressed in a way that is known here.</summary>
    public static bool IsArchive(RootedDirectory tree, string path)
    {
        using var file = tree.Open(FileName.FromText(path), OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (At.Status(file).Kind != FileKind.Regular) return false;
        try
        {
            using var plain = Decompression.Open(new FileStream(file, FileAccess.Read, 0));
            var header = new byte[HeaderSize];
            return plain.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) == HeaderSize && HasChecksum(header);
        }
        catch (Exception e) when (e is InvalidDataException or GantryException or IOException)
        {
            return false;
        }
    }

    /// <summary>Unpacks one into a directory, which is made where it is missing.</summary>
    public static async Task UnpackAsync(RootedDirectory from, string path, RootedDirectory to, string directory, (uint User, uint Group)? owner, CancellationToken cancellation)
    {
        await using var archive = new FileStream(from.Open(FileName.FromText(path), OpenFlags.O_RDONLY), FileAccess.Read, 0);
        to.EnsureDirectory(FileName.FromText(directory)).Dispose();
        await TreeCopy.ExtractAsync(to, TreeCopy.Resolve(to, directory), archive, keepsKinds: false, owner, ids: null, cancellation);
    }

    /// <summary>A header is known by its checksum: an octal number in a field that itself counts as blanks.</summary>
    private static bool HasChecksum(ReadOnlySpan<byte> header)
    {
        long sum = 0, written = 0;
        for (var i = 0; i < header.Length; i++) sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumSize ? (byte)' ' : header[i];
        foreach (var digit in header.Slice(ChecksumOffset, ChecksumSize))
            if (digit is >= (byte)'0' and <= (byte)'7') written = (written * 8) + (digit - '0');
        return written == sum && !header.Trim((byte)0).IsEmpty;
    }
}
