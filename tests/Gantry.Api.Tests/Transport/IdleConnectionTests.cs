using System.Net.Sockets;
using System.Text;

using Gantry.Api.Tests.Fakes;

namespace Gantry.Api.Tests.Transport;

public sealed class IdleConnectionTests : IAsyncLifetime
{
    /// <summary>The web server looks for overdue connections once a second.</summary>
    private static readonly TimeSpan TwoLooks = TimeSpan.FromSeconds(2.5);

    private FakeEngine _engine = null!;

    public async Task InitializeAsync() => _engine = await FakeEngine.StartAsync();

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task A_connection_that_waits_for_its_next_request_stays_open()
    {
        using var client = await _engine.ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n"));
        var answer = new byte[4096];
        Assert.NotEqual(0, await client.ReceiveAsync(answer));
        Assert.False(client.Poll(TwoLooks, SelectMode.SelectRead));
        Assert.True(client.Connected);
    }
}
