using System.Net.Sockets;
using System.Text;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Protocol;

/// <summary>Connections between two requests.</summary>
public sealed class KeepAliveTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task An_idle_connection_stays_open_for_the_next_request()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Engine.Socket));
        await Ask();
        using var idle = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await socket.ReceiveAsync(new byte[1], idle.Token));
        await Ask();

        async Task Ask()
        {
            await socket.SendAsync("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n"u8.ToArray());
            var answer = new byte[4096];
            Assert.StartsWith("HTTP/1.1 200 OK", Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer)), StringComparison.Ordinal);
        }
    }
}
