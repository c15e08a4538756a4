using Gantry.Network.Tests.Support;

namespace Gantry.Network.Tests.Reconcile;

/// <summary>Sandboxes that are let go of in whatever state they are found.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public async Task A_port_that_is_down_is_let_go_of()
    {
        await using var host = new TestHost();
        var controller = await host.OpenAsync();
        var sandbox = await controller.CreateSandboxAsync(TestHost.Container("cut-off"), CancellationToken.None);
        var port = (await host.LinksAsync()).Single(link => link is { Kind: "veth", Master: > 0 });
        await host.RunAsync("ip", "link", "set", port.Name, "down");

        Assert.Empty(await controller.ReconcileAsync(new HashSet<string>(), CancellationToken.None));
        var next = await controller.CreateSandboxAsync(TestHost.Container("next"), CancellationToken.None);
        Assert.Equal(sandbox.Endpoints[0].IPv4Address, next.Endpoints[0].IPv4Address);
        await controller.WhenQuietAsync();
        Assert.DoesNotContain(await host.LinksAsync(), link => link.Name == port.Name);
    }
}
