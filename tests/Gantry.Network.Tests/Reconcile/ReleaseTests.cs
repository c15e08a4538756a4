using Gantry.Linux.Netlink;
using Gantry.Network.Tests.Support;

namespace Gantry.Network.Tests.Reconcile;

/// <summary>Sandboxes that are let go of in whatever state they are found.</summary>
public sealed class ReleaseTests : IAsyncLifetime
{
    private readonly TestHost _host = new();
    private NetworkController _controller = null!;

    public async Task InitializeAsync() => _controller = await _host.OpenAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_port_that_is_down_is_let_go_of()
    {
        var sandbox = await _controller.CreateSandboxAsync(TestHost.Container("cut-off"), CancellationToken.None);
        var port = (await _host.LinksAsync()).Single(link => link is { Kind: "veth", Master: > 0 });
        await _host.RunAsync("ip", "link", "set", port.Name, "down");

        Assert.Empty(await _controller.ReconcileAsync(new HashSet<string>(), CancellationToken.None));
        var next = await _controller.CreateSandboxAsync(TestHost.Container("next"), CancellationToken.None);
        Assert.Equal(sandbox.Endpoints[0].IPv4Address, next.Endpoints[0].IPv4Address);
        await _controller.WhenQuietAsync();
        Assert.DoesNotContain(await _host.LinksAsync(), link => link.Name == port.Name);
    }
}
