using Gantry.Network.Tests.Support;

using static Gantry.Network.Tests.Support.Exchange;

namespace Gantry.Network.Tests.Traffic;

/// <summary>The daemon's chains in the host's iptables beside others' rules.</summary>
public sealed class IptablesLifetimeTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TestHost _host = new() { FirewallBackend = FirewallBackend.Iptables };
    private NetworkController _controller = null!;

    public async Task InitializeAsync() => _controller = await _host.OpenAsync();

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _host.DisposeAsync();
    }

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task Rules_come_back_after_a_flush_and_an_administrators_stay()
    {
        var server = await _controller.CreateSandboxAsync(TestHost.Container("server", new PortRequest("", 8080, 8080, 80, "tcp")), CancellationToken.None);
        await ServeTcpAsync(_host.Enter(server), 80, _end.Token);
        await _host.RunAsync("iptables", "-t", "nat", "-F");
        await _host.RunAsync("iptables", "-P", "FORWARD", "DROP");
        await _host.RunAsync("iptables", "-D", "FORWARD", "-j", "DOCKER-FORWARD");
        await _controller.RefreshAsync();
        Assert.Equal(TestHost.NeighbourAddress.ToString(), await AskTcpAsync(_host.Neighbour, TestHost.Address, 8080));

        await _host.RunAsync("iptables", "-A", "DOCKER-USER", "-s", TestHost.NeighbourAddress.ToString(), "-j", "DROP");
        await _controller.RefreshAsync();
        await _controller.CreateSandboxAsync(TestHost.Container("other", new PortRequest("", 8081, 8081, 80, "tcp")), CancellationToken.None);
        Assert.True(await IsUnreachableAsync(_host.Neighbour, TestHost.Address, 8080));
    }

    [Fact]
    public async Task Others_rules_stay_when_the_daemon_goes()
    {
        await _host.RunAsync("iptables", "-A", "FORWARD", "-d", "203.0.113.77", "-j", "DROP");
        await _host.RunAsync("iptables", "-N", "OTHER");
        await _controller.CreateSandboxAsync(TestHost.Container("server", new PortRequest("", 8080, 8080, 80, "tcp")), CancellationToken.None);
        await _controller.ShutdownAsync(containersRunning: false);

        var left = await _host.RunAsync("iptables-save");
        Assert.DoesNotContain("DOCKER", left, StringComparison.Ordinal);
        Assert.Contains("-A FORWARD -d 203.0.113.77/32 -j DROP", left, StringComparison.Ordinal);
        Assert.Contains(":OTHER", left, StringComparison.Ordinal);
        Assert.DoesNotContain("DOCKER", await _host.RunAsync("ip6tables-save"), StringComparison.Ordinal);
    }
}
