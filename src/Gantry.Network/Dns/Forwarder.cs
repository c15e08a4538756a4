using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

using Gantry.Linux.NetworkNamespaces;

namespace Gantry.Network.Dns;

/// <summary>
/// Asks other servers, one after the other: those of the host from the host's network, those a container names from its own. Each request has
/// a socket and a number of its own, which who would forge an answer has to guess.
/// </summary>
/// <param name="threads">Threads in the host's network namespace.</param>
internal sealed class Forwarder(NamespaceThreads threads)
{
    private const int MostServers = 3;
    private const int LargestMessage = 65535;
    private const int DatagramRoom = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Asks.</summary>
    /// <param name="resolver">The name service of the sandbox that wants to know.</param>
    /// <param name="query">The query as the sandbox's client wrote it.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="overTcp">Whether the client used TCP, which may carry what a datagram cannot.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The answer, with the query's number; null: nobody gave one.</returns>
    public async Task<byte[]?> AskAsync(Resolver resolver, ReadOnlyMemory<byte> query, DnsQuestion question, bool overTcp, CancellationToken cancellation)
    {
        foreach (var server in resolver.Settings.Servers.Take(MostServers))
        {
            if (!IPAddress.TryParse(server.Address, out var address) || (server.OnHost ? !resolver.View.ReachesOutside : server.Address == DnsRedirect.Address))
                continue;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            try
            {
                using var socket = await OpenAsync(resolver, server, address, overTcp);
                var answer = await ExchangeAsync(socket, new IPEndPoint(address, DnsRedirect.Port), query, question, overTcp, patience.Token);
                BinaryPrimitives.WriteUInt16BigEndian(answer, BinaryPrimitives.ReadUInt16BigEndian(query.Span));
                if ((answer[3] & 0xf) is not (DnsReply.ServerFailure or DnsReply.Refused))
                    return answer;
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or Linux.Syscalls.KernelException)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return null;
    }

    private Task<Socket> OpenAsync(Resolver resolver, NameServer server, IPAddress address, bool overTcp) => threads.RunAsync(() =>
    {
        Socket Make() => overTcp ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (server.OnHost)
            return Make();
        Socket? socket = null;
        using var space = NetworkNamespace.Open(resolver.NamespacePath);
        threads.Visit(space, () => socket = Make());
        return socket!;
    });

    private static async Task<byte[]> ExchangeAsync(
        Socket socket, IPEndPoint server, ReadOnlyMemory<byte> query, DnsQuestion question, bool overTcp, CancellationToken cancellation)
    {
        await socket.ConnectAsync(server, cancellation);
        var request = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(request, (ushort)query.Length);
        query.Span.CopyTo(request.AsSpan(2));
        var number = RandomNumberGenerator.GetBytes(2);
        number.CopyTo(request, 2);
        if (overTcp)
        {
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(request, cancellation);
            var head = new byte[2];
            await stream.ReadExactlyAsync(head, cancellation);
            var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
            await stream.ReadExactlyAsync(answer, cancellation);
            return IsAnswer(answer, request.AsSpan(2), question) ? answer : throw new IOException("the answer is another question's");
        }

        await socket.SendAsync(request.AsMemory(2), SocketFlags.None, cancellation);
        var buffer = new byte[question.AnswerSize > DatagramRoom ? LargestMessage : DatagramRoom];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation);
            // What answers something else is stale or forged: the right one may still come.
            if (IsAnswer(buffer.AsSpan(0, length), request.AsSpan(2), question))
                return buffer[..length];
        }
    }

    /// <summary>Whether a message answers a query: its number, and its question in whatever spelling.</summary>
    private static bool IsAnswer(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> query, in DnsQuestion question) =>
        answer.Length >= question.End
        && answer[..2].SequenceEqual(query[..2])
        && (answer[2] & 0x80) != 0
        && DnsQuestion.Same(answer[DnsQuestion.HeaderSize..question.End], query[DnsQuestion.HeaderSize..question.End]);
}
