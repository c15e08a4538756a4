using Gantry.Oci.Images;
using Gantry.Storage.Content;

namespace Gantry.Storage.Images.Pushes;

/// <summary>Compresses a layer on its way out. The same layer gives the same bytes.</summary>
public static class LayerCompressor
{
    private const int Piece = 256 * 1024;

    /// <summary>Measured with a Debian root of 172 MB: 5 takes 1.6 s to come to 61.9 MB, 6 takes 2.3 s to come to 61.8 MB (Docker's engine: 62.8 MB).</summary>
    private const int UsualGzipLevel = 5;

    /// <summary>Writes a layer as registries usually hold it.</summary>
    /// <param name="plain">The layer.</param>
    /// <param name="to">Where it goes; left open.</param>
    /// <param name="progress">Told how many bytes of the plain layer are done.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>What was written, under Docker's media type.</returns>
    public static async Task<Descriptor> WriteAsync(Stream plain, Stream to, Action<long> progress, CancellationToken cancellation) =>
        await WriteAsync(plain, to, LayerForm.Usual, progress, cancellation) with { MediaType = MediaTypes.DockerLayerGzip };

    /// <summary>Writes a layer in a form.</summary>
    /// <param name="plain">The layer.</param>
    /// <param name="to">Where it goes; left open.</param>
    /// <param name="form">The form.</param>
    /// <param name="progress">Told how many bytes of the plain layer are done.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>What was written, under OCI's media type.</returns>
    public static async Task<Descriptor> WriteAsync(Stream plain, Stream to, LayerForm form, Action<long> progress, CancellationToken cancellation)
    {
        using var hash = new ContentHash("sha256");
        await using var counted = new HashedStream(to, hash);
        await using (var packer = Packer(counted, form))
        {
            var buffer = new byte[Piece];
            long done = 0;
            for (int count; (count = await plain.ReadAsync(buffer, cancellation)) > 0;)
            {
                await packer.WriteAsync(buffer.AsMemory(0, count), cancellation);
                progress(done += count);
            }
        }

        return new Descriptor { MediaType = LayerForm.MediaTypeOf(form.Packing, isOci: true), Digest = hash.Finish(), Size = counted.Length };
    }

    private static Stream Packer(Stream to, LayerForm form) => form switch
    {
        { Packing: LayerPacking.Gzip } => new BlockGzipStream(to, Math.Clamp(form.Level ?? UsualGzipLevel, 0, 9)),
        { Packing: LayerPacking.Zstd } => new ZstdSharp.CompressionStream(to, Math.Clamp(form.Level ?? ZstdSharp.Compressor.DefaultCompressionLevel, 1, 22), leaveOpen: true),
        _ => new BufferedStream(to),
    };

    /// <summary>Hashes and counts what passes.</summary>
    private sealed class HashedStream(Stream to, ContentHash hash) : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            hash.Append(buffer.Span);
            _length += buffer.Length;
            return to.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
