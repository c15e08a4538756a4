using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

using Gantry.Oci.Errors;

namespace Gantry.Http.Transport;

/// <summary>A long request body in chunked coding (RFC 9112, 7.1), read from the connection itself: the server's own reader copies every byte
/// once more and takes turns with this one on other threads. The last chunk, of no length, is left to the server, which so finds the request
/// as it expects it; whoever stops early disposes this, which goes on to the next boundary.</summary>
/// <param name="input">What the client sends, from the first chunk's head on.</param>
public sealed class ChunkedBodyStream(PipeReader input) : Stream
{
    private const int HeaderLimit = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long _left;
    private int _lineEnd;
    private bool _first = true, _ended, _failed;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var filled = 0;
        while (filled < buffer.Length && !_ended)
        {
            if (!input.TryRead(out var read))
            {
                if (filled > 0) break;
                read = await input.ReadAsync(cancellationToken);
            }

            filled += Take(read, buffer.Span[filled..]);
        }

        return filled;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var nowhere = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            var skipped = 1;
            while (skipped > 0 && _left > 0 && !_failed) skipped = await ReadAsync(nowhere.AsMemory(0, (int)Math.Min(nowhere.Length, _left)), limit.Token);
            if (_left == 0 && !_first && !_ended && !_failed) await SkipLineEndAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or GantryException or InvalidOperationException)
        {
            // The client has left or takes too long; the server finds the same.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(nowhere);
        }

        await base.DisposeAsync();
    }

    /// <summary>A chunk's content is followed by a line end, which whoever reads the next chunk's head does not expect.</summary>
    private async Task SkipLineEndAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellation);
            if (read.Buffer.Length >= 2)
            {
                input.AdvanceTo(read.Buffer.GetPosition(2));
                _ended = true; // nothing can be read here any more
                return;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }

    /// <summary>Takes what there is of the present chunk, or the next chunk's head.</summary>
    private int Take(ReadResult read, Span<byte> buffer)
    {
        var available = read.Buffer;
        if (_left > 0)
        {
            var piece = available.Slice(0, Math.Min(Math.Min(_left, buffer.Length), available.Length));
            piece.CopyTo(buffer);
            var length = (int)piece.Length;
            _left -= length;
            input.AdvanceTo(piece.End); // from here on the pieces are the pipe's again
            if (length == 0 && read.IsCompleted) throw Broken("unexpected EOF");
            return length;
        }

        if (TryHead(available, out var chunk, out var after))
        {
            _ended = chunk == 0;
            _left = chunk;
            _first = false;
            // The chunk that ends the body stays where it is, without the line end of the one before.
            input.AdvanceTo(_ended ? available.GetPosition(_lineEnd, available.Start) : after);
        }
        else
        {
            input.AdvanceTo(available.Start, available.End);
            if (read.IsCompleted) throw Broken("unexpected EOF");
        }

        return 0;
    }

    private bool TryHead(ReadOnlySequence<byte> available, out long length, out SequencePosition after)
    {
        length = 0;
        after = default;
        _lineEnd = _first ? 0 : 2;
        if (available.Length < _lineEnd) return false;
        var reader = new SequenceReader<byte>(available);
        if (!_first && !reader.IsNext("\r\n"u8, advancePast: true)) throw Broken("malformed chunked encoding");
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
            return available.Length < HeaderLimit ? false : throw Broken("header line too long");
        Span<byte> digits = stackalloc byte[16];
        var head = line.Slice(0, Math.Min(line.Length, digits.Length));
        head.CopyTo(digits);
        digits = digits[..(int)head.Length];
        if (!Utf8Parser.TryParse(digits, out length, out var used, 'x') || used == 0 || length < 0 || (used < digits.Length && digits[used] is not ((byte)';' or (byte)' ')))
            throw Broken("malformed chunked encoding");
        after = reader.Position;
        return true;
    }

    private GantryException Broken(string message)
    {
        _failed = true;
        return new GantryException(ErrorKind.Invalid, message);
    }
}
