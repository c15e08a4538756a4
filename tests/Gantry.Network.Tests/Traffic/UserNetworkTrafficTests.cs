using System.Net;

using Gantry.Network.Tests.Support;

using static Gantry.Network.Tests.Support.Exchange;

namespace Gantry.Network.Tests.Traffic;

public sealed class UserNetworkTrafficTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TestHost _host = new();
    private NetworkController _controller = null!;

    public async Task InitializeAsync() => _controller = await _host.OpenAsync();

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _host.DisposeAsync();
    }

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task Flushed_rules_come_back_and_the_administrators_stay_through_a_restart()
    {
        await ServeAsync("web", "bridge", new PortRequest("", 8080, 8080, 80, "tcp"));
        await _host.NftAsync("flush ruleset");
        await _controller.RefreshAsync();
        Assert.Equal(TestHost.NeighbourAddress.ToString(), await AskTcpAsync(_host.Neighbour, TestHost.Address, 8080));

        await _host.NftAsync("add rule ip gantry-test0 DOCKER-USER ip daddr 203.0.113.77 drop");
        await _controller.DisposeAsync();
        _controller = await _host.OpenAsync();
        Assert.Contains("203.0.113.77 drop", await _host.NftAsync("list chain ip gantry-test0 DOCKER-USER"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_routed_network_opens_published_ports_at_the_containers_address()
    {
        await CreateNetworkAsync("routed", "10.61.0.0/24", ("com.docker.network.bridge.gateway_mode_ipv4", "routed"));
        var address = await ServeAsync("web", "routed", new PortRequest("", 0, 0, 80, "tcp"));

        Assert.Equal(TestHost.NeighbourAddress.ToString(), await AskTcpAsync(_host.Neighbour, address, 80));
    }

    [Fact]
    public async Task A_port_published_from_one_network_is_reached_from_another_with_its_own_address()
    {
        await CreateNetworkAsync("one", "10.62.0.0/24");
        await CreateNetworkAsync("other", "10.63.0.0/24");
        await ServeAsync("web", "one", new PortRequest("", 8080, 8080, 80, "tcp"));
        var client = await _controller.CreateSandboxAsync(Sandbox("client", "other"), CancellationToken.None);

        Assert.Equal(client.Endpoints[0].IPv4Address, await AskTcpAsync(_host.Enter(client), TestHost.Address, 8080));
    }

    [Fact]
    public async Task Networks_and_addresses_are_known_after_a_restart_and_leave_nothing_when_removed()
    {
        var network = await CreateNetworkAsync("kept", "10.64.0.0/24");
        var first = await _controller.CreateSandboxAsync(Sandbox("first", "kept"), CancellationToken.None);
        await _controller.DisposeAsync();
        _controller = await _host.OpenAsync();

        var second = await _controller.CreateSandboxAsync(Sandbox("second", "kept"), CancellationToken.None);
        Assert.Equal(("10.64.0.2", "10.64.0.3"), (first.Endpoints[0].IPv4Address, second.Endpoints[0].IPv4Address));
        await Assert.ThrowsAsync<Oci.Errors.GantryException>(() => _controller.RemoveNetworkAsync("kept", CancellationToken.None));
        await _controller.ReleaseAsync("first", CancellationToken.None);
        await _controller.ReleaseAsync("second", CancellationToken.None);
        await _controller.RemoveNetworkAsync("kept", CancellationToken.None);

        Assert.DoesNotContain(await _host.LinksAsync(), link => link.Name == "br-" + network.Id[..12]);
        Assert.DoesNotContain("10.64.0.0", await _host.NftAsync("list ruleset"), StringComparison.Ordinal);
    }

    private Task<NetworkInfo> CreateNetworkAsync(string name, string subnet, params (string Name, string Value)[] options) => _controller.CreateNetworkAsync(
        new NetworkRequest
        {
            Name = name,
            Ipam = new IpamInfo { Pools = [new IpamPool(subnet, "")] },
            Options = options.ToDictionary(option => option.Name, option => option.Value),
        },
        CancellationToken.None);

    private async Task<IPAddress> ServeAsync(string id, string network, params PortRequest[] ports)
    {
        var sandbox = await _controller.CreateSandboxAsync(Sandbox(id, network, ports), CancellationToken.None);
        await ServeTcpAsync(_host.Enter(sandbox), 80, _end.Token);
        return IPAddress.Parse(sandbox.Endpoints[0].IPv4Address);
    }

    private static SandboxRequest Sandbox(string id, string network, params PortRequest[] ports) =>
        TestHost.Container(id, ports) with { Endpoints = [new EndpointRequest { NetworkName = network }] };
}
