using Grpc.Core;

namespace Gantry.Build.Sessions;

/// <summary>Bytes that the client sends, some with each message of a call.</summary>
/// <param name="call">The call, which ends with the stream.</param>
/// <param name="messages">Its messages.</param>
/// <param name="bytesOf">The bytes of one.</param>
/// <param name="ends">Ends the call.</param>
/// <param name="translate">Tells what a broken call means.</param>
internal sealed class ReceivedStream<T>(
    IDisposable call, IAsyncStreamReader<T> messages, Func<T, ReadOnlyMemory<byte>> bytesOf, CancellationTokenSource ends, Func<RpcException, Exception> translate) : OneWayStream
{
    private ReadOnlyMemory<byte> _left;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (_left.IsEmpty)
            {
                if (!await messages.MoveNext(cancellationToken)) return 0;
                _left = bytesOf(messages.Current);
            }
        }
        catch (RpcException failure)
        {
            throw translate(failure);
        }

        var count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        call.Dispose();
        ends.Dispose();
        base.Dispose(disposing);
    }
}
