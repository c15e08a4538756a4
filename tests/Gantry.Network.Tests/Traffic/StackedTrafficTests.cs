using System.Net;

using Gantry.Network.Tests.Support;
using Gantry.Oci.Errors;

using static Gantry.Network.Tests.Support.Exchange;

namespace Gantry.Network.Tests.Traffic;

/// <summary>Macvlan networks on the test host's LAN.</summary>
public sealed class StackedTrafficTests : IAsyncLifetime, IDisposable
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
    public async Task On_the_wire_a_container_is_a_machine_of_its_own()
    {
        await CreateNetworkAsync("wire", "macvlan");
        var web = await CreateSandboxAsync("web", "wire");
        await ServeTcpAsync(_host.Enter(web), 80, _end.Token);
        var client = await CreateSandboxAsync("client", "wire");

        var address = IPAddress.Parse(web.Endpoints[0].IPv4Address);
        Assert.Equal(TestHost.NeighbourAddress.ToString(), await AskTcpAsync(_host.Neighbour, address, 80));
        Assert.Equal(client.Endpoints[0].IPv4Address, await AskTcpAsync(_host.Enter(client), address, 80));
        Assert.Empty(web.Ports);
    }

    [Fact]
    public async Task Where_nobody_routes_the_first_address_is_a_containers()
    {
        var network = await _controller.CreateNetworkAsync(
            new NetworkRequest
            {
                Name = "inner",
                Driver = "macvlan",
                Internal = true,
                Ipam = new IpamInfo { Pools = [new IpamPool("10.5.0.0/24", "")] },
                Options = new SortedDictionary<string, string> { ["parent"] = "lan" },
            },
            CancellationToken.None);

        Assert.Equal("", network.Ipam.Pools[0].Gateway);
        Assert.Equal("10.5.0.1", (await CreateSandboxAsync("first", "inner")).Endpoints[0].IPv4Address);
    }

    [Fact]
    public async Task A_parent_that_serves_one_endpoint_is_free_as_soon_as_that_is_gone()
    {
        await CreateNetworkAsync("alone", "macvlan", ("macvlan_mode", "passthru"));
        for (var round = 0; round < 5; round++)
        {
            await CreateSandboxAsync("only", "alone");
            await _controller.ReleaseAsync("only", CancellationToken.None);
        }

        await CreateSandboxAsync("one", "alone");
        await Assert.ThrowsAsync<GantryException>(() => CreateSandboxAsync("two", "alone"));
    }

    [Fact]
    public async Task A_network_lives_through_a_restart_and_leaves_the_parent_as_it_was()
    {
        await CreateNetworkAsync("kept", "macvlan", ("macvlan_mode", "private"));
        var web = await CreateSandboxAsync("web", "kept");
        await ServeTcpAsync(_host.Enter(web), 80, _end.Token);
        await _controller.DisposeAsync();
        _controller = await _host.OpenAsync();

        Assert.Equal(TestHost.NeighbourAddress.ToString(), await AskTcpAsync(_host.Neighbour, IPAddress.Parse(web.Endpoints[0].IPv4Address), 80));
        await _controller.ReleaseAsync("web", CancellationToken.None);
        await _controller.RemoveNetworkAsync("kept", CancellationToken.None);
        Assert.Contains(await _host.LinksAsync(), link => link.Name == "lan");
    }

    [Theory]
    [InlineData("macvlan", "lo", "", "loopback interface is not a valid macvlan parent link")]
    [InlineData("macvlan", "nowhere", "", "invalid subinterface vlan name nowhere, example formatting is eth0.10")]
    [InlineData("macvlan", "lan.x", "", "unable to parse a valid vlan id from: x (ex. eth0.10 for vlan 10)")]
    [InlineData("macvlan", "lan.5000", "", "vlan id must be between 1-4094, received: 5000")]
    [InlineData("macvlan", "lan", "bogus", "requested macvlan mode 'bogus' is not valid, 'bridge' mode is the macvlan driver default")]
    [InlineData("ipvlan", "lan", "l9", "requested ipvlan mode 'l9' is not valid, 'l2' mode is the ipvlan driver default")]
    public async Task Options_that_mean_nothing_are_refused_and_leave_no_trace(string driver, string parent, string mode, string message)
    {
        (string, string)[] options = mode.Length > 0 ? [("parent", parent), ($"{driver}_mode", mode)] : [("parent", parent)];
        var refused = await Assert.ThrowsAsync<GantryException>(() => CreateNetworkAsync("wrong", driver, options));
        Assert.Equal(message, refused.Message);
        await CreateNetworkAsync("right", driver);
    }

    [Fact]
    public async Task A_parent_belongs_to_one_network_where_its_mode_wants_it()
    {
        await CreateNetworkAsync("first", "macvlan", ("macvlan_mode", "passthru"));
        Assert.Contains("in mode passthru", (await Assert.ThrowsAsync<GantryException>(() => CreateNetworkAsync("second", "macvlan"))).Message, StringComparison.Ordinal);
        await CreateNetworkAsync("third", "ipvlan", "203.0.113.0/24");
        Assert.Contains("is already using parent interface lan", (await Assert.ThrowsAsync<GantryException>(() => CreateNetworkAsync("fourth", "ipvlan"))).Message, StringComparison.Ordinal);
    }

    private Task<NetworkInfo> CreateNetworkAsync(string name, string driver, params (string Name, string Value)[] options) =>
        CreateNetworkAsync(name, driver, "198.51.100.0/24", options);

    private Task<NetworkInfo> CreateNetworkAsync(string name, string driver, string subnet, params (string Name, string Value)[] options) => _controller.CreateNetworkAsync(
        new NetworkRequest
        {
            Name = name,
            Driver = driver,
            Ipam = new IpamInfo { Pools = [new IpamPool(subnet, "") { IPRange = subnet.Replace("0/24", "128/25", StringComparison.Ordinal) }] },
            Options = options.Append(("parent", "lan")).DistinctBy(option => option.Item1).ToDictionary(option => option.Item1, option => option.Item2),
        },
        CancellationToken.None);

    private Task<Sandbox> CreateSandboxAsync(string id, string network) => _controller.CreateSandboxAsync(
        TestHost.Container(id, [new PortRequest("", 8080, 8080, 80, "tcp")]) with { Endpoints = [new EndpointRequest { NetworkName = network }] }, CancellationToken.None);
}
