using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Attach;

public sealed class WebSocketTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task A_web_socket_carries_the_terminal_both_ways()
    {
        await Background("-it --name web busybox cat");
        using var socket = await Connect("/containers/web/attach/ws?stream=1&stdin=1&stdout=1");
        await socket.SendAsync("hello\n"u8.ToArray(), WebSocketMessageType.Binary, true, CancellationToken.None);
        await Receives(socket, "hello\r\nhello\r\n");
    }

    [Fact]
    public async Task A_web_socket_carries_plain_output_without_frames()
    {
        await Background("-i --name plain busybox sh -c 'read x; echo out $x; echo err $x >&2'");
        using var socket = await Connect("/containers/plain/attach/ws?stream=1&stdin=1&stdout=1");
        await socket.SendAsync("hello\n"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        await Receives(socket, "out hello\n");
    }

    private async Task<WebSocket> Connect(string path)
    {
        var socket = await Api.Raw(Engine.Socket, $"GET {path} HTTP/1.1\r\nHost: docker\r\nOrigin: http://docker\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        var stream = new NetworkStream(socket, ownsSocket: true);
        var head = "";
        var one = new byte[1];
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one).AsTask().WaitAsync(Deadline.Step);
            head += (char)one[0];
        }
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", head, StringComparison.OrdinalIgnoreCase);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions());
    }

    private static async Task Receives(WebSocket socket, string text)
    {
        using var deadline = new CancellationTokenSource(Deadline.Step);
        var got = "";
        var buffer = new byte[4096];
        while (got.Length < text.Length)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
            got += Encoding.UTF8.GetString(buffer, 0, part.Count);
        }
        Assert.Equal(text, got);
    }
}
