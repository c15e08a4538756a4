using System.IO.Compression;

using Gantry.Linux.Compression;
using Gantry.Oci.Errors;

namespace Gantry.Storage.Content;

/// <summary>Tells compressed streams by their first bytes.</summary>
public static class Decompression
{
    private const int Longest = 6;

    /// <summary>The plain content of a stream that may be compressed with gzip, bzip2, xz or zstd.</summary>
    /// <param name="stream">The stream, at its beginning; owned by the result.</param>
    /// <param name="cancellation">Cancels reading the first bytes.</param>
    /// <exception cref="GantryException">Unavailable: the library that unpacks it is missing.</exception>
    public static async ValueTask<Stream> OpenAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new byte[Longest];
        var length = await stream.ReadAtLeastAsync(head, Longest, throwOnEndOfStream: false, cancellation);
        return Choose(head.AsMemory(0, length), stream);
    }

    /// <inheritdoc cref="OpenAsync"/>
    public static Stream Open(Stream stream)
    {
        var head = new byte[Longest];
        var length = stream.ReadAtLeast(head, Longest, throwOnEndOfStream: false);
        return Choose(head.AsMemory(0, length), stream);
    }

    private static Stream Choose(ReadOnlyMemory<byte> head, Stream stream)
    {
        var whole = new PrefixStream(head, stream);
        return head.Span switch
        {
            [0x1F, 0x8B, ..] => new GZipStream(whole, CompressionMode.Decompress),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => new ZstdSharp.DecompressionStream(whole, leaveOpen: false),
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0] => new DecoderStream(whole, new XzDecoder()),
            [(byte)'B', (byte)'Z', (byte)'h', ..] => new DecoderStream(whole, new Bzip2Decoder()),
            _ => whole,
        };
    }
}
