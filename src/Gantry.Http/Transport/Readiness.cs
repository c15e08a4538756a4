using System.Collections.Concurrent;
using System.Net.Sockets;

using Gantry.Linux.Sockets;

namespace Gantry.Http.Transport;

/// <summary>Tells connections when their client has sent something. One thread watches them all, and each only while it waits: the runtime's
/// own watch is woken by every piece of a long upload, though another thread is busy reading it.</summary>
internal sealed class Readiness
{
    private readonly ReadinessPoll _poll = ReadinessPoll.Create();
    private readonly ConcurrentDictionary<long, ReadableSocket> _sockets = [];
    private long _last;

    private Readiness() => new Thread(Run, 128 * 1024) { IsBackground = true, Name = "connections" }.Start();

    /// <summary>The one of this process.</summary>
    public static Readiness Shared { get; } = new();

    /// <summary>Watches a socket whenever it is waited for, until it is disposed of.</summary>
    public ReadableSocket Watch(Socket socket)
    {
        var token = Interlocked.Increment(ref _last);
        return _sockets[token] = new ReadableSocket(socket, again => _poll.AddOnce(socket.SafeHandle, token, again), () => _sockets.TryRemove(token, out _));
    }

    private void Run()
    {
        Span<long> ready = stackalloc long[64];
        while (true)
        {
            var count = _poll.Wait(ready);
            foreach (var token in ready[..count])
            {
                if (_sockets.TryGetValue(token, out var socket)) socket.Ready();
            }
        }
    }
}
