using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

using Gantry.Linux.NetworkNamespaces;

namespace Gantry.Network.Tests.Support;

/// <summary>A name server that gives the same address for every name, and remembers who asked how often.</summary>
internal sealed class ScriptedNameServer : IDisposable
{
    private readonly Socket _socket;
    private readonly IPAddress _answer;

    private ScriptedNameServer(Socket socket, IPAddress answer)
    {
        _socket = socket;
        _answer = answer;
        _ = RunAsync();
    }

    /// <summary>Addresses that asked, in order.</summary>
    public ConcurrentQueue<IPAddress> Clients { get; } = [];

    /// <summary>What is answered before the right answer: forgeries.</summary>
    public Func<byte[], IEnumerable<byte[]>> Before { get; set; } = _ => [];

    /// <summary>The response code; with another than 0 there is no address.</summary>
    public int Code { get; set; }

    public static async Task<ScriptedNameServer> StartAsync(NamespaceThreads space, IPAddress at, string answer) => new(
        await space.RunAsync(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(at, 53));
            return socket;
        }),
        IPAddress.Parse(answer));

    public void Dispose() => _socket.Dispose();

    private async Task RunAsync()
    {
        var buffer = new byte[65535];
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                Clients.Enqueue(((IPEndPoint)query.RemoteEndPoint).Address);
                var message = buffer[..query.ReceivedBytes];
                foreach (var forgery in Before(message))
                    await _socket.SendToAsync(forgery, query.RemoteEndPoint);
                await _socket.SendToAsync(Answer(message), query.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }

    /// <summary>The query with the answer behind it, good for a minute.</summary>
    public byte[] Answer(byte[] query)
    {
        byte[] head = [query[0], query[1], (byte)(query[2] | 0x80), (byte)(0x80 | Code), 0, 1, 0, (byte)(Code == 0 ? 1 : 0), 0, 0, 0, 0];
        return Code == 0
            ? [.. head, .. query[12..], 0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. _answer.GetAddressBytes()]
            : [.. head, .. query[12..]];
    }
}
