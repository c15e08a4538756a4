using Gantry.Http.Transport;

namespace Gantry.Api.Builds;

/// <summary>Both directions of a connection that was taken out of HTTP as one stream.</summary>
internal sealed class TakenConnection(ISocketConnection connection) : Stream
{
    private readonly Stream _input = connection.Input.AsStream(leaveOpen: true);
    private Task _reading = Task.CompletedTask;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _reading = read.Task;
        try
        {
            return await _input.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            read.SetResult();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => connection.Output.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => connection.Output.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => connection.Output.Write(buffer, offset, count);

    public override void Flush() => connection.Output.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.Output.FlushAsync(cancellationToken);

    /// <summary>Lets go of the connection: its owner reads next, and only one may.</summary>
    public override async ValueTask DisposeAsync()
    {
        connection.Input.CancelPendingRead();
        await _reading;
        await base.DisposeAsync();
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
