using Gantry.Storage.Diff;

namespace Gantry.Storage.Tests.Diff;

public sealed class ChunkRingTests
{
    private const int Size = 4 << 20;

    [Fact]
    public async Task What_is_skipped_is_left_out_and_what_follows_is_whole()
    {
        var bytes = new byte[Size];
        new Random(1).NextBytes(bytes);
        var rest = await ChunkPump.RunAsync(new MemoryStream(bytes), source => ReadAfter(source, Size - 1000), CancellationToken.None);
        Assert.Equal(bytes[^1000..], rest);
    }

    [Fact]
    public async Task A_skip_beyond_the_end_ends_at_the_end()
    {
        var rest = await ChunkPump.RunAsync(new MemoryStream(new byte[Size]), source => ReadAfter(source, Size * 2L), CancellationToken.None);
        Assert.Empty(rest);
    }

    /// <summary>Skips from the first piece's end to a position and returns what follows that.</summary>
    private static byte[] ReadAfter(IChunkSource source, long position)
    {
        var at = (long)source.Next().Length;
        var rest = new List<byte>();
        while (at < position)
        {
            at += source.Skip(position - at);
            var piece = source.Next();
            if (piece.IsEmpty) return [.. rest];
            rest.AddRange(piece[(int)Math.Clamp(position - at, 0, piece.Length)..].ToArray());
            at += piece.Length;
        }

        for (var piece = source.Next(); !piece.IsEmpty; piece = source.Next()) rest.AddRange(piece.ToArray());
        return [.. rest];
    }
}
