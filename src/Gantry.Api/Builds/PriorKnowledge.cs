using System.Buffers;

using Gantry.Build.Grpc;
using Gantry.Http.Transport;

using Microsoft.AspNetCore.Connections;

namespace Gantry.Api.Builds;

/// <summary>Lets clients that speak gRPC from the first byte on (RFC 9113, 3.3) reach the builder at the address of the API, as
/// <c>docker buildx create --driver remote unix:///run/docker.sock</c> and <c>buildctl --addr</c> do. Everybody else is served as before.</summary>
internal static class PriorKnowledge
{
    // The first line of the preface; it is no request, so that servers of HTTP/1.1 refuse it.
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n"u8;

    /// <summary>Serves one connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="face">Who speaks gRPC.</param>
    /// <param name="next">Who serves the others.</param>
    public static async Task ServeAsync(ConnectionContext connection, GrpcFace face, ConnectionDelegate next)
    {
        if (connection.Features.Get<ISocketConnection>() is not { } socket || !await BeginsAsync(connection))
        {
            await next(connection);
            return;
        }

        socket.TakeOver();
        await face.ServeAsync(socket.Input, socket.Output, connection.ConnectionClosed);
    }

    /// <summary>Whether the client begins with the preface. Nothing of what it sent is taken.</summary>
    private static async Task<bool> BeginsAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync();
            var (known, fits) = Compare(read.Buffer);
            var isDecided = !fits || known == Preface.Length || read.IsCompleted || read.IsCanceled;
            // Looked at to its end only while more is wanted: a request that is whole is to be found at once by who serves it.
            input.AdvanceTo(read.Buffer.Start, isDecided ? read.Buffer.Start : read.Buffer.End);
            if (isDecided) return fits && known == Preface.Length;
        }
    }

    private static (int Known, bool Fits) Compare(in ReadOnlySequence<byte> buffer)
    {
        var head = buffer.Slice(0, Math.Min(buffer.Length, Preface.Length));
        Span<byte> bytes = stackalloc byte[(int)head.Length];
        head.CopyTo(bytes);
        return (bytes.Length, Preface.StartsWith(bytes));
    }
}
