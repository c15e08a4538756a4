using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

using Gantry.Api.Routing;
using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Api.Hijack;

/// <summary>Attaching over a WebSocket (RFC 6455): input and output without frames of Docker's own.</summary>
internal static class WebSocketAttach
{
    private const string HandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int BufferSize = 32 << 10;

    public static async Task RunAsync(ApiContext context, IContainers containers)
    {
        var http = context.Http;
        var container = containers.Find(context["id"]);
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || http.Request.Headers["Sec-WebSocket-Key"].ToString() is not { Length: > 0 } key)
            throw new GantryException(ErrorKind.Invalid, "not websocket protocol");
        // Before 1.42 the parameters were not looked at.
        bool Wants(string stream) => context.Version.Minor < 42 || context.Flag(stream);
        using var attachment = await containers.AttachAsync(container.Id, new AttachRequest(Wants("stdin"), Wants("stdout"), Wants("stderr")), context.Gone);
        context.Connection.TakeOver();
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers.Connection = "Upgrade";
#pragma warning disable CA5350 // the handshake is defined by SHA-1
        http.Response.Headers["Sec-WebSocket-Accept"] = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeGuid)));
#pragma warning restore CA5350
        await using var stream = await upgrade.UpgradeAsync();
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.Gone);
        var input = InputAsync(socket, attachment.Socket, ended.Token);
        await OutputAsync(attachment, socket, context.Version.Minor < 28 ? WebSocketMessageType.Text : WebSocketMessageType.Binary, ended.Token);
        await ended.CancelAsync();
        await input;
    }

    private static async Task InputAsync(WebSocket from, Socket to, CancellationToken ended)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(), ended) is { MessageType: not WebSocketMessageType.Close } message)
            {
                for (var rest = buffer.AsMemory(0, message.Count); rest.Length > 0;)
                    rest = rest[await to.SendAsync(rest, ended)..];
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or SocketException or IOException)
        {
            // One side has left; the other direction ends too.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task OutputAsync(Attachment from, WebSocket to, WebSocketMessageType type, CancellationToken ended)
    {
        try
        {
            if (from.Tty)
                await RawOutputAsync(from.Socket, SendAsync, ended);
            else
                await StreamFrames.UnwrapAsync(from.Socket, SendAsync, ended);
            await from.Recorded().WaitAsync(ended);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or SocketException or IOException)
        {
            return;
        }

        await to.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ended);

        ValueTask SendAsync(ReadOnlyMemory<byte> output) => to.SendAsync(output, type, endOfMessage: true, ended);
    }

    private static async Task RawOutputAsync(Socket from, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken ended)
    {
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await from.ReceiveAsync(buffer, ended)) > 0)
            await take(buffer.AsMemory(0, count));
    }
}
