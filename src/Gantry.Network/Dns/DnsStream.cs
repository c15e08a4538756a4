using System.Buffers.Binary;

namespace Gantry.Network.Dns;

/// <summary>Queries over a connection: each message follows its length in two octets (RFC 7766).</summary>
internal static class DnsStream
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Answers one query after the other until the client leaves or says nothing for ten seconds.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="answer">Answers a query; an empty answer ends the connection.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task ServeAsync(Stream stream, Func<byte[], Task<ReadOnlyMemory<byte>>> answer, CancellationToken cancellation)
    {
        var head = new byte[2];
        try
        {
            while (true)
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(Patience);
                await stream.ReadExactlyAsync(head, patience.Token);
                var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
                await stream.ReadExactlyAsync(query, patience.Token);
                var reply = await answer(query);
                if (reply.IsEmpty)
                    return;
                var message = new byte[reply.Length + 2];
                BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)reply.Length);
                reply.Span.CopyTo(message.AsSpan(2));
                await stream.WriteAsync(message, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left, or kept still for too long.
        }
    }
}
