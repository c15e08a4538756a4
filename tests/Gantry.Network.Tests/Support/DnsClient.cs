using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

using Gantry.Linux.NetworkNamespaces;

namespace Gantry.Network.Tests.Support;

/// <summary>Asks 127.0.0.11 as a resolver in a sandbox does, and reads the answers.</summary>
internal static class DnsClient
{
    public const int A = 1, Ptr = 12, Mx = 15, Aaaa = 28;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly IPEndPoint Server = new(IPAddress.Parse("127.0.0.11"), 53);

    /// <summary>A query.</summary>
    public static byte[] Query(string name, int type, int answerSize = 0)
    {
        var message = new List<byte> { 0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(answerSize > 0 ? 1 : 0) };
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
            message.AddRange([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]);
        message.AddRange([0, 0, (byte)type, 0, 1]);
        if (answerSize > 0)
            message.AddRange([0, 0, 41, (byte)(answerSize >> 8), (byte)answerSize, 0, 0, 0, 0, 0, 0]);
        return [.. message];
    }

    /// <summary>Asks over UDP; the answer as <see cref="Describe"/> shows it.</summary>
    public static async Task<string> AskAsync(NamespaceThreads space, string name, int type = A, int answerSize = 0)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var socket = await space.RunAsync(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        await socket.ConnectAsync(Server, deadline.Token);
        await socket.SendAsync(Query(name, type, answerSize), SocketFlags.None, deadline.Token);
        var buffer = new byte[65535];
        return Describe(buffer.AsSpan(0, await socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token)));
    }

    /// <summary>Asks over TCP.</summary>
    public static async Task<string> AskTcpAsync(NamespaceThreads space, string name, int type = A)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var socket = await space.RunAsync(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        await socket.ConnectAsync(Server, deadline.Token);
        using var stream = new NetworkStream(socket);
        var query = Query(name, type);
        await stream.WriteAsync(new byte[] { 0, (byte)query.Length }.Concat(query).ToArray(), deadline.Token);
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, deadline.Token);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
        await stream.ReadExactlyAsync(answer, deadline.Token);
        return Describe(answer);
    }

    /// <summary>Code, truncation, and the data of the answers: <c>0 10.1.2.3 10.1.2.4</c>.</summary>
    public static string Describe(ReadOnlySpan<byte> message)
    {
        var text = new StringBuilder().Append(message[3] & 0xf).Append((message[2] & 2) != 0 ? " truncated" : "");
        var at = 12;
        Name(message, ref at);
        at += 4;
        for (var i = BinaryPrimitives.ReadUInt16BigEndian(message[6..]); i > 0; i--)
        {
            Name(message, ref at);
            var type = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
            at += 10;
            var data = at;
            text.Append(' ').Append(type is A or Aaaa ? new IPAddress(message.Slice(at, length)) : Name(message, ref data));
            at += length;
        }

        return text.ToString();
    }

    private static string Name(ReadOnlySpan<byte> message, ref int at)
    {
        var labels = new List<string>();
        while (message[at] is > 0 and < 64)
        {
            labels.Add(Encoding.ASCII.GetString(message.Slice(at + 1, message[at])));
            at += message[at] + 1;
        }

        at += message[at] == 0 ? 1 : 2;
        return string.Join('.', labels);
    }
}
