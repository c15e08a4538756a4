using System.Buffers;
using System.Net;
using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Bytes for an object store, which can be sent again, and whose hash the store compares.</summary>
/// <param name="Length">How many.</param>
/// <param name="Hash">Their SHA-256.</param>
/// <param name="Open">Begins to send them.</param>
internal sealed record S3Content(long Length, string Hash, Func<HttpContent> Open)
{
    private const int BufferSize = 128 << 10;

    /// <summary>Bytes in memory.</summary>
    public static S3Content Of(ReadOnlyMemory<byte> bytes) => new(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), () => new ReadOnlyMemoryContent(bytes));

    /// <summary>A piece of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static S3Content Of(SafeFileHandle file, long offset, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var done = 0L; done < length;)
            {
                var count = Read(file, buffer, offset + done, length - done);
                hash.AppendData(buffer, 0, count);
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new S3Content(length, Convert.ToHexStringLower(hash.GetHashAndReset()), () => new FilePiece(file, offset, length));
    }

    private static int Read(SafeFileHandle file, byte[] buffer, long offset, long left) =>
        RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, left)), offset) is > 0 and var count ? count : throw new EndOfStreamException("an upload has become shorter while it was sent");

    private sealed class FilePiece(SafeFileHandle file, long offset, long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                for (var done = 0L; done < length;)
                {
                    var count = Read(file, buffer, offset + done, length - done);
                    await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                    done += count;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
