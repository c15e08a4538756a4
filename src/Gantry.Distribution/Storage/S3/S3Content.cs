using System.Buffers;
using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Bytes for an object store, which can be sent again, and whose hash the store compares.</summary>
/// <param name="Length">How many.</param>
/// <param name="Hash">Their SHA-256.</param>
/// <param name="Read">Reads some from an offset on.</param>
internal sealed record S3Content(long Length, string Hash, Func<long, byte[], int> Read)
{
    /// <summary>How much is read at a time.</summary>
    public const int PieceSize = 128 << 10;

    /// <summary>Bytes in memory.</summary>
    public static S3Content Of(ReadOnlyMemory<byte> bytes) => new(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), (offset, into) =>
    {
        var piece = bytes.Slice((int)offset, (int)Math.Min(PieceSize, bytes.Length - offset));
        piece.CopyTo(into);
        return piece.Length;
    });

    /// <summary>A piece of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static S3Content Of(SafeFileHandle file, long start, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            for (var done = 0L; done < length;)
            {
                var count = Piece(done, buffer);
                hash.AppendData(buffer, 0, count);
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new S3Content(length, Convert.ToHexStringLower(hash.GetHashAndReset()), Piece);

        int Piece(long offset, byte[] into) =>
            RandomAccess.Read(file, into.AsSpan(0, (int)Math.Min(PieceSize, length - offset)), start + offset) is > 0 and var count ? count : throw new EndOfStreamException("an upload has become shorter while it was sent");
    }
}
