using System.Buffers;

namespace Gantry.Build.Sessions;

/// <summary>A connection that the client has opened and on which it serves; says when it has ended.</summary>
internal sealed class ClientConnection(Stream inner) : Stream
{
    private readonly RepeatedHeaders _headers = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the client says no more, or the connection breaks.</summary>
    public Task Ended => _ended.Task;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            // A read of nothing only asks whether there is something.
            if (count == 0 && buffer.Length > 0) _ended.TrySetResult();
            return count;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _ended.TrySetResult();
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            // The client of HTTP/2 writes one thing after the other.
            _output.ResetWrittenCount();
            _headers.Pass(buffer.Span, _output);
            await inner.WriteAsync(_output.WrittenMemory, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _ended.TrySetResult();
            throw;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _ended.TrySetResult();
        base.Dispose(disposing);
    }
}
