using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;

using Microsoft.AspNetCore.Connections;

namespace Gantry.Http.Transport;

/// <summary>Accepts connections on one address.</summary>
internal sealed class SocketListener : IConnectionListener
{
    private const int Backlog = 512;
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10);
    private static long s_connections;

    private readonly Socket _socket;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Channel<ConnectionContext> _encrypted = Channel.CreateBounded<ConnectionContext>(16);
    private readonly CancellationTokenSource _unbound = new();
    private readonly Task _handshakes = Task.CompletedTask;

    private SocketListener(Socket socket, SslServerAuthenticationOptions? tls)
    {
        _socket = socket;
        _tls = tls;
        EndPoint = socket.LocalEndPoint!;
        if (tls is not null) _handshakes = AcceptEncryptedAsync();
    }

    public EndPoint EndPoint { get; }

    /// <summary>Listens on <paramref name="endpoint"/>.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="tls">How connections are encrypted; null: not at all.</param>
    /// <param name="bound">Called when the address is taken and nobody can connect yet.</param>
    public static SocketListener Bind(EndPoint endpoint, SslServerAuthenticationOptions? tls, Action<EndPoint> bound)
    {
        if (endpoint is FileHandleEndPoint handed)
            return Adopt(handed, tls);
        var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(endpoint);
            bound(endpoint);
            socket.Listen(Backlog);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(e.Message, e);
        }
        return new SocketListener(socket, tls);
    }

    /// <summary>Takes a socket over that listens already.</summary>
    private static SocketListener Adopt(FileHandleEndPoint handed, SslServerAuthenticationOptions? tls)
    {
        var socket = new Socket(new SafeSocketHandle((nint)handed.FileHandle, ownsHandle: true));
        return new SocketListener(socket, socket.LocalEndPoint is IPEndPoint ? tls : null);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        if (_tls is not null)
        {
            return await _encrypted.Reader.WaitToReadAsync(cancellationToken) && _encrypted.Reader.TryRead(out var connection)
                ? connection
                : null;
        }
        return await AcceptSocketAsync(cancellationToken) is { } socket ? Connect(socket, new NetworkStream(socket)) : null;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        if (_unbound.IsCancellationRequested) return;
        await _unbound.CancelAsync();
        _socket.Dispose();
        await _handshakes;
        _encrypted.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync(CancellationToken.None);
        while (_encrypted.Reader.TryRead(out var connection)) await connection.DisposeAsync();
    }

    private static SocketConnection Connect(Socket socket, Stream stream)
    {
        var connection = new SocketConnection(socket, stream, Interlocked.Increment(ref s_connections).ToString("x8"));
        connection.Start();
        return connection;
    }

    private async Task<Socket?> AcceptSocketAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var socket = await _socket.AcceptAsync(cancellation);
                if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
                return socket;
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException
                || e is SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException)
            {
                // This one client failed (reset before it was accepted); the next may not.
                if (_unbound.IsCancellationRequested) return null;
            }
        }
    }

    private async Task AcceptEncryptedAsync()
    {
        while (await AcceptSocketAsync(_unbound.Token) is { } socket) _ = EncryptAsync(socket);
    }

    private async Task EncryptAsync(Socket socket)
    {
        var stream = new SslStream(new NetworkStream(socket));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_unbound.Token);
        limit.CancelAfter(HandshakeLimit);
        try
        {
            await stream.AuthenticateAsServerAsync(_tls!, limit.Token);
            await _encrypted.Writer.WriteAsync(Connect(socket, stream), limit.Token);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException or ChannelClosedException)
        {
            await stream.DisposeAsync();
            socket.Dispose();
        }
    }
}
