using System.Net;
using System.Net.Sockets;
using System.Text;

using Gantry.Linux.NetworkNamespaces;

namespace Gantry.Network.Tests.Support;

/// <summary>Servers that answer whoever asks with the address they see, and clients.</summary>
internal static class Exchange
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long a packet that is to be dropped is waited for.</summary>
    public static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(400);

    /// <summary>Answers every connection with the client's address, until <paramref name="end"/>.</summary>
    public static async Task ServeTcpAsync(NamespaceThreads space, int port, CancellationToken end)
    {
        var listener = await space.RunAsync(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.Listen();
            return socket;
        });
        _ = Task.Run(
            async () =>
            {
                using (listener)
                    while (!end.IsCancellationRequested)
                    {
                        using var client = await listener.AcceptAsync(end);
                        await client.SendAsync(Encoding.ASCII.GetBytes(((IPEndPoint)client.RemoteEndPoint!).Address.ToString()), end);
                        client.Shutdown(SocketShutdown.Send);
                    }
            },
            end);
    }

    /// <summary>Answers every datagram with the client's address and the datagram's length, until <paramref name="end"/>.</summary>
    public static async Task ServeUdpAsync(NamespaceThreads space, int port, CancellationToken end)
    {
        var server = await space.RunAsync(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return socket;
        });
        _ = Task.Run(
            async () =>
            {
                var buffer = new byte[65536];
                using (server)
                    while (!end.IsCancellationRequested)
                    {
                        var datagram = await server.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), end);
                        var answer = $"{((IPEndPoint)datagram.RemoteEndPoint).Address} {datagram.ReceivedBytes}";
                        await server.SendToAsync(Encoding.ASCII.GetBytes(answer), SocketFlags.None, datagram.RemoteEndPoint, end);
                    }
            },
            end);
    }

    /// <summary>Connects and reads what the server says.</summary>
    public static async Task<string> AskTcpAsync(NamespaceThreads space, IPAddress address, int port, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        using var socket = await space.RunAsync(() => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        await socket.ConnectAsync(new IPEndPoint(address, port), deadline.Token);
        using var answer = new MemoryStream();
        await new NetworkStream(socket).CopyToAsync(answer, deadline.Token);
        return Encoding.ASCII.GetString(answer.ToArray());
    }

    /// <summary>Sends a datagram and reads the answer.</summary>
    public static async Task<string> AskUdpAsync(NamespaceThreads space, IPAddress address, int port, int length = 1)
    {
        using var socket = await space.RunAsync(() => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        return await AskUdpAsync(socket, address, port, length);
    }

    /// <summary>Sends a datagram from a given socket and reads the answer.</summary>
    public static async Task<string> AskUdpAsync(Socket socket, IPAddress address, int port, int length = 1)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await socket.SendToAsync(new byte[length], SocketFlags.None, new IPEndPoint(address, port), deadline.Token);
        var buffer = new byte[65536];
        var any = new IPEndPoint(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        var datagram = await socket.ReceiveFromAsync(buffer, SocketFlags.None, any, deadline.Token);
        return Encoding.ASCII.GetString(buffer, 0, datagram.ReceivedBytes);
    }

    /// <summary>Whether a TCP connection is refused or swallowed.</summary>
    public static async Task<bool> IsUnreachableAsync(NamespaceThreads space, IPAddress address, int port)
    {
        try
        {
            await AskTcpAsync(space, address, port, ShortPatience);
            return false;
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            return true;
        }
    }
}
