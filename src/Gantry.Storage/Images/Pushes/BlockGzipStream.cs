using System.IO.Compression;

namespace Gantry.Storage.Images.Pushes;

/// <summary>
/// Compresses blocks side by side, one a processor. Each becomes a gzip member of its own, and members one after the other are a gzip file (RFC 1952, 2.2).
/// <code>
/// bytes ──► block ──► member ─┐
///      └──► block ──► member ─┴─► in their order
/// </code>
/// Where a block ends depends on nothing but the bytes before it, so the same bytes always become the same.
/// </summary>
/// <param name="to">Where members go; left open.</param>
/// <param name="level">How hard to try, 0 to 9.</param>
internal sealed class BlockGzipStream(Stream to, int level) : Stream
{
    /// <summary>Larger blocks save next to nothing: a member cannot refer to what came before it, and that reaches 32 KiB back at most.</summary>
    private const int BlockSize = 1 << 20;

    private static readonly int mostAtOnce = Math.Clamp(Environment.ProcessorCount, 1, 4);

    private readonly Queue<Task<Block>> packing = new();
    private readonly Stack<Block> spare = new();
    private Block current = new();
    private bool isBegun;
    private bool isEnded;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[current.Fill(buffer.Span)..];
            if (current.IsFull)
                await PackAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask DisposeAsync()
    {
        if (!isEnded)
        {
            isEnded = true;
            // Nothing at all is one empty member.
            if (current.Length > 0 || !isBegun)
                await PackAsync(CancellationToken.None);
            while (packing.Count > 0)
                await PassOnAsync(CancellationToken.None);
            current.Dispose();
            while (spare.TryPop(out var block))
                block.Dispose();
        }

        await base.DisposeAsync();
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PackAsync(CancellationToken cancellation)
    {
        isBegun = true;
        if (packing.Count == mostAtOnce)
            await PassOnAsync(cancellation);
        var full = current;
        packing.Enqueue(Task.Run(() => full.Pack(level), CancellationToken.None));
        current = spare.TryPop(out var free) ? free : new Block();
    }

    private async Task PassOnAsync(CancellationToken cancellation)
    {
        var block = await packing.Dequeue();
        await to.WriteAsync(block.Packed, cancellation);
        block.Clear();
        spare.Push(block);
    }

    /// <summary>Bytes that are compressed together, and what they become.</summary>
    private sealed class Block : IDisposable
    {
        private readonly byte[] plain = new byte[BlockSize];
        private readonly MemoryStream packed = new();

        public int Length { get; private set; }

        public bool IsFull => Length == BlockSize;

        /// <summary>The member, once it is packed.</summary>
        public ReadOnlyMemory<byte> Packed => packed.GetBuffer().AsMemory(0, (int)packed.Length);

        public int Fill(ReadOnlySpan<byte> bytes)
        {
            var count = Math.Min(bytes.Length, BlockSize - Length);
            bytes[..count].CopyTo(plain.AsSpan(Length));
            Length += count;
            return count;
        }

        public Block Pack(int level)
        {
            using var gzip = new GZipStream(packed, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true);
            gzip.Write(plain.AsSpan(0, Length));
            return this;
        }

        public void Clear()
        {
            packed.SetLength(0);
            Length = 0;
        }

        public void Dispose() => packed.Dispose();
    }
}
