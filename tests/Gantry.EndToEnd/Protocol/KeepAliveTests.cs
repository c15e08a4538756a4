using System.Net.Sockets;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Protocol;

public sealed class KeepAliveTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task An_idle_connection_stays_open()
    {
        // Clients send their next request on it; one that is closed in that moment fails, and a POST is not repeated.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Engine.Socket));
        for (var request = 0; request < 2; request++)
        {
            await socket.SendAsync("GET /_ping HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            var answer = new byte[4096];
            Assert.StartsWith("HTTP/1.1 200 OK", System.Text.Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer)), StringComparison.Ordinal);
            Assert.False(socket.Poll(TimeSpan.FromSeconds(2.5), SelectMode.SelectRead), "the engine closed the connection");
        }
    }
}
