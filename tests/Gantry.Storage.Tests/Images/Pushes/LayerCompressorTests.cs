using System.IO.Compression;

using Gantry.Oci.Images;
using Gantry.Storage.Images.Pushes;

namespace Gantry.Storage.Tests.Images.Pushes;

public sealed class LayerCompressorTests
{
    /// <summary>Half of it can be compressed.</summary>
    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(1).NextBytes(content.AsSpan(0, length / 2));
        return content;
    }

    private static async Task<(Descriptor Descriptor, byte[] Packed)> Pack(byte[] content, int piece)
    {
        using var to = new MemoryStream();
        using var from = new Pieces(content, piece);
        var descriptor = await LayerCompressor.WriteAsync(from, to, _ => { }, CancellationToken.None);
        return (descriptor, to.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData(7_654_321)]
    public async Task What_is_compressed_comes_out_again(int length)
    {
        var content = Content(length);
        var (descriptor, packed) = await Pack(content, 100_000);
        Assert.Equal((MediaTypes.DockerLayerGzip, Digest.Of(packed), packed.Length), (descriptor.MediaType, descriptor.Digest, (int)descriptor.Size!));
        using var plain = new MemoryStream();
        await using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
            await gzip.CopyToAsync(plain);
        Assert.Equal(content, plain.ToArray());
    }

    [Fact]
    public async Task The_same_layer_becomes_the_same_however_it_comes()
    {
        var content = Content(5_000_000);
        Assert.Equal((await Pack(content, 4096)).Descriptor.Digest, (await Pack(content, 999_999)).Descriptor.Digest);
    }

    [Fact]
    public async Task Whoever_cannot_take_more_ends_it()
    {
        using var from = new MemoryStream(Content(5_000_000));
        await Assert.ThrowsAsync<IOException>(() => LayerCompressor.WriteAsync(from, new Full(), _ => { }, CancellationToken.None));
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Pieces(byte[] content, int size) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }

    private sealed class Full : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("no room");
    }
}
