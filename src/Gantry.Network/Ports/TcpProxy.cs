using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Gantry.Network.Ports;

/// <summary>Carries TCP connections from a listening socket to a container, each direction ended by itself.</summary>
internal static class TcpProxy
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Accepts until cancelled.</summary>
    public static async Task RunAsync(Socket listener, IPEndPoint target, Func<SocketType, Task<Socket>> dial, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
            try
            {
                var client = await listener.AcceptAsync(cancellation);
                _ = CarryAsync(client, target, dial, cancellation);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // The client left before it was accepted.
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
    }

    private static async Task CarryAsync(Socket client, IPEndPoint target, Func<SocketType, Task<Socket>> dial, CancellationToken cancellation)
    {
        using (client)
            try
            {
                using var server = await dial(SocketType.Stream);
                await server.ConnectAsync(target, cancellation);
                client.NoDelay = server.NoDelay = true;
                await Task.WhenAll(CopyAsync(client, server, cancellation), CopyAsync(server, client, cancellation));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // A client of a container that does not answer, or that goes away, is told by the closed connection.
                client.LingerState = new LingerOption(true, 0);
            }
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, SocketFlags.None, cancellation)) > 0)
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, cancellation);
            to.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
