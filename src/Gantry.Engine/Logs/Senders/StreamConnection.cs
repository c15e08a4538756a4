using System.Net.Security;
using System.Net.Sockets;

using Gantry.Linux.Syscalls;

namespace Gantry.Engine.Logs.Senders;

/// <summary>A connection to a log server; what fails is told as Go's dialer does.</summary>
internal sealed class StreamConnection : IAsyncDisposable
{
    private Socket? socket;

    /// <summary>Bytes to and from the server; null for datagrams or before the connection.</summary>
    public Stream? Stream { get; private set; }

    /// <summary>Connects, by <c>tcp</c>, <c>udp</c>, <c>unix</c> or <c>unixgram</c>.</summary>
    /// <exception cref="IOException">The server cannot be reached.</exception>
    public async Task ConnectAsync(string network, string address, SslClientAuthenticationOptions? encryption, CancellationToken cancellation)
    {
        await DisposeAsync();
        var local = network is "unix" or "unixgram";
        var datagram = network is "udp" or "unixgram";
        try
        {
            if (local)
            {
                socket = new Socket(AddressFamily.Unix, datagram ? SocketType.Dgram : SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), cancellation);
            }
            else
            {
                socket = datagram ? new Socket(SocketType.Dgram, ProtocolType.Udp) : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                var (host, port) = Split(address);
                await socket.ConnectAsync(host, port, cancellation);
            }

            if (!datagram)
                Stream = new NetworkStream(socket, ownsSocket: false);
            if (encryption is not null)
            {
                var encrypted = new SslStream(Stream!, leaveInnerStreamOpen: false);
                Stream = encrypted;
                await encrypted.AuthenticateAsClientAsync(encryption, cancellation);
            }
        }
        catch (Exception e) when (e is SocketException or System.Security.Authentication.AuthenticationException or IOException)
        {
            await DisposeAsync();
            throw new IOException(Explain(network, address, e), e);
        }
    }

    /// <summary>Sends one datagram, or a piece of a stream.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        if (Stream is { } stream)
            await stream.WriteAsync(data, cancellation);
        else
            await (socket ?? throw new IOException("not connected")).SendAsync(data, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (Stream is { } stream)
            await stream.DisposeAsync();
        socket?.Dispose();
        (Stream, socket) = (null, null);
    }

    /// <summary>Host and port of <c>host:port</c>, also <c>[address]:port</c>.</summary>
    public static (string Host, int Port) Split(string address)
    {
        var colon = address.LastIndexOf(':');
        return (address[..colon].Trim('[', ']'), int.TryParse(address[(colon + 1)..], out var port) ? port : 0);
    }

    private static string Explain(string network, string address, Exception fault) => fault switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => $"dial {network}: lookup {Split(address).Host}: no such host",
        SocketException e => $"dial {network} {address}: connect: {Errno.Text(e.NativeErrorCode)}",
        _ => fault.Message,
    };
}
