using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gantry.Network.Ports;

/// <summary>Carries datagrams from a bound socket to a container, with a socket per client so that answers find back.</summary>
internal static class UdpProxy
{
    private const int LargestDatagram = 65535;
    private static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(90);

    /// <summary>Receives until cancelled.</summary>
    public static async Task RunAsync(Socket socket, IPEndPoint target, Func<SocketType, Task<Socket>> dial, CancellationToken cancellation)
    {
        var any = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        var clients = new ConcurrentDictionary<EndPoint, Socket>();
        byte[]? buffer = null;
        try
        {
            while (true)
                try
                {
                    // Most ports never see a datagram here: the buffer is made for the first one.
                    await socket.ReceiveMessageFromAsync(Memory<byte>.Empty, SocketFlags.Peek, any, cancellation);
                    buffer ??= new byte[LargestDatagram];
                    var datagram = await socket.ReceiveFromAsync(buffer, SocketFlags.None, any, cancellation);
                    if (!clients.TryGetValue(datagram.RemoteEndPoint, out var server))
                    {
                        server = await dial(SocketType.Dgram);
                        await server.ConnectAsync(target, cancellation);
                        clients[datagram.RemoteEndPoint] = server;
                        _ = AnswerAsync(socket, server, datagram.RemoteEndPoint, clients, cancellation);
                    }

                    await server.SendAsync(buffer.AsMemory(0, datagram.ReceivedBytes), SocketFlags.None, cancellation);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.MessageSize)
                {
                    // The container has nobody on the port: as with a lost datagram, the client is not told.
                }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            foreach (var server in clients.Values)
                server.Dispose();
        }
    }

    private static async Task AnswerAsync(
        Socket socket, Socket server, EndPoint client, ConcurrentDictionary<EndPoint, Socket> clients, CancellationToken cancellation)
    {
        var buffer = new byte[LargestDatagram];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            while (true)
            {
                patience.CancelAfter(ClientPatience);
                var length = await server.ReceiveAsync(buffer, SocketFlags.None, patience.Token);
                await socket.SendToAsync(buffer.AsMemory(0, length), SocketFlags.None, client, cancellation);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            clients.TryRemove(new KeyValuePair<EndPoint, Socket>(client, server));
            server.Dispose();
        }
    }
}
