using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Gantry.Network.Tests.Support;
using Gantry.Oci.Errors;

using static Gantry.Network.Tests.Support.Exchange;

namespace Gantry.Network.Tests.Remote;

/// <summary>Networks of a plugin that really makes links. What it is called with was recorded from Docker's daemon 28.5.2 doing the same.</summary>
public sealed partial class RemoteDriverTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TestHost _host = new();
    private VethPlugin _plugin = null!;
    private NetworkController _controller = null!;

    public async Task InitializeAsync()
    {
        _plugin = new VethPlugin(_host);
        _controller = await _host.OpenAsync(_plugin.Plugins);
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _plugin.DisposeAsync();
        await _host.DisposeAsync();
    }

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task A_plugin_hears_what_it_hears_from_dockers_daemon()
    {
        var network = await CreateNetworkAsync();
        await _controller.CreateSandboxAsync(
            Container("c1") with { Ports = [new PortRequest("", 8080, 8080, 80, "tcp")], ExposedPorts = [new ContainerPort(90, "udp"), new ContainerPort(80, "tcp")] }, CancellationToken.None);
        await _controller.ReleaseAsync("c1", CancellationToken.None);
        await _controller.RemoveNetworkAsync(network.Name, CancellationToken.None);

        Assert.Equal(
            """
            Plugin.Activate
            NetworkDriver.GetCapabilities
            IpamDriver.GetCapabilities
            IpamDriver.GetDefaultAddressSpaces
            IpamDriver.RequestPool {"AddressSpace":"plugLocal","Pool":"","SubPool":"","Options":{"a":"b","k":"v"},"V6":false}
            IpamDriver.RequestAddress {"PoolID":"pool","Address":"","Options":{"RequestAddressType":"com.docker.network.gateway"}}
            NetworkDriver.CreateNetwork {"NetworkID":"ID","Options":{"com.docker.network.enable_ipv4":true,"com.docker.network.enable_ipv6":false,"com.docker.network.generic":{"x":"y","z":"1"}},"IPv4Data":[{"AddressSpace":"plugLocal","Gateway":"10.99.7.1/24","Pool":"10.99.7.0/24"}],"IPv6Data":[]}
            IpamDriver.RequestAddress {"PoolID":"pool","Address":"","Options":null}
            NetworkDriver.CreateEndpoint {"NetworkID":"ID","EndpointID":"ID","Interface":{"Address":"10.99.7.2/24","AddressIPv6":"","MacAddress":""},"Options":{"com.docker.network.endpoint.exposedports":[{"Proto":17,"Port":90},{"Proto":6,"Port":80}],"com.docker.network.portmap":[{"Proto":6,"IP":"","Port":80,"HostIP":"","HostPort":8080,"HostPortEnd":8080}]}}
            NetworkDriver.Join {"NetworkID":"ID","EndpointID":"ID","SandboxKey":"KEY","Options":{"com.docker.network.endpoint.exposedports":[{"Proto":17,"Port":90},{"Proto":6,"Port":80}],"com.docker.network.portmap":[{"Proto":6,"IP":"","Port":80,"HostIP":"","HostPort":8080,"HostPortEnd":8080}]}}
            NetworkDriver.ProgramExternalConnectivity {"NetworkID":"ID","EndpointID":"ID","Options":{"com.docker.network.driver.private.no_proxy_6to4":false,"com.docker.network.endpoint.exposedports":[{"Proto":17,"Port":90},{"Proto":6,"Port":80}],"com.docker.network.portmap":[{"Proto":6,"IP":"","Port":80,"HostIP":"","HostPort":8080,"HostPortEnd":8080}]}}
            NetworkDriver.EndpointOperInfo {"NetworkID":"ID","EndpointID":"ID"}
            NetworkDriver.RevokeExternalConnectivity {"NetworkID":"ID","EndpointID":"ID"}
            NetworkDriver.Leave {"NetworkID":"ID","EndpointID":"ID"}
            NetworkDriver.DeleteEndpoint {"NetworkID":"ID","EndpointID":"ID"}
            IpamDriver.ReleaseAddress {"PoolID":"pool","Address":"10.99.7.2"}
            IpamDriver.ReleaseAddress {"PoolID":"pool","Address":"10.99.7.1"}
            IpamDriver.ReleasePool {"PoolID":"pool"}
            NetworkDriver.DeleteNetwork {"NetworkID":"ID"}
            """,
            string.Join('\n', _plugin.Calls.Select(Normal)));
    }

    [Fact]
    public async Task Containers_reach_each_other_over_the_links_they_are_given()
    {
        await CreateNetworkAsync();
        var server = await _controller.CreateSandboxAsync(Container("server"), CancellationToken.None);
        var client = await _controller.CreateSandboxAsync(Container("client"), CancellationToken.None);
        await ServeTcpAsync(_host.Enter(server), 80, _end.Token);

        Assert.Equal(("10.99.7.2", "10.99.7.1", "eth0"), (server.Endpoints[0].IPv4Address, server.Endpoints[0].Gateway, server.Endpoints[0].Interface));
        Assert.Equal("10.99.7.3", await AskTcpAsync(_host.Enter(client), IPAddress.Parse("10.99.7.2"), 80));
    }

    [Fact]
    public async Task A_sandbox_that_runs_is_connected_to_a_plugins_network_and_taken_off_it()
    {
        await CreateNetworkAsync();
        await _controller.CreateSandboxAsync(TestHost.Container("c"), CancellationToken.None);
        var connected = await _controller.ConnectAsync("c", new EndpointRequest { NetworkName = "net" }, CancellationToken.None);
        var id = connected.Endpoints[1].EndpointId[..8];
        Assert.DoesNotContain(await _host.LinksAsync(), link => link.Name == "c" + id);
        Assert.Equal("eth1", connected.Endpoints[1].Interface);

        var left = await _controller.DisconnectAsync("c", connected.Endpoints[1].NetworkId, CancellationToken.None);

        // The plugin removed the pair, which it found on the host again under the name it knows.
        Assert.Single(left.Endpoints);
        Assert.DoesNotContain(await _host.LinksAsync(), link => link.Name.EndsWith(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restart_tells_nothing_twice_and_still_takes_down_what_there_is()
    {
        var network = await CreateNetworkAsync();
        await _controller.CreateSandboxAsync(Container("c"), CancellationToken.None);
        await _controller.DisposeAsync();
        _plugin.Calls.Clear();

        _controller = await _host.OpenAsync(_plugin.Plugins);
        Assert.Empty(_plugin.Calls);
        await _controller.ReleaseAsync("c", CancellationToken.None);
        await _controller.RemoveNetworkAsync(network.Name, CancellationToken.None);

        Assert.Equal(["RevokeExternalConnectivity", "Leave", "DeleteEndpoint", "DeleteNetwork"], _plugin.Calls.Where(c => c.StartsWith("NetworkDriver", StringComparison.Ordinal)).Select(c => c.Split('.', ' ')[1]));
        Assert.DoesNotContain(await _host.LinksAsync(), link => link.Name.StartsWith("pb", StringComparison.Ordinal) || link.Name.StartsWith('v'));
    }

    [Theory]
    [InlineData("NetworkDriver.CreateEndpoint", "remote: it may not be")]
    [InlineData("NetworkDriver.Join", "remote: it may not be")]
    [InlineData("NetworkDriver.ProgramExternalConnectivity", "remote: it may not be")]
    [InlineData("IpamDriver.RequestAddress", "no available IPv4 addresses on this network's address pools: net (ID)")]
    public async Task An_endpoint_that_is_refused_leaves_nothing(string method, string message)
    {
        await CreateNetworkAsync();
        _plugin.Refused.Add(method);

        var fault = await Assert.ThrowsAnyAsync<GantryException>(() => _controller.CreateSandboxAsync(Container("c"), CancellationToken.None));

        Assert.Equal(message, Normal(fault.Message));
        Assert.Null(_controller.Find("c"));
        Assert.Empty(_controller.MembersOf(_controller.FindNetwork("net")!));
        var links = await _host.LinksAsync();
        Assert.DoesNotContain(links, link => link.Name.StartsWith('v') && method != "NetworkDriver.CreateEndpoint");
    }

    [Theory]
    [InlineData("NetworkDriver.CreateNetwork")]
    [InlineData("IpamDriver.RequestPool")]
    [InlineData("IpamDriver.GetDefaultAddressSpaces")]
    public async Task A_network_that_is_refused_is_not_there(string method)
    {
        _plugin.Refused.Add(method);

        Assert.Equal("remote: it may not be", (await Assert.ThrowsAnyAsync<GantryException>(CreateNetworkAsync)).Message);

        Assert.Null(_controller.FindNetwork("net"));
        _plugin.Refused.Clear();
        await CreateNetworkAsync();
    }

    [Fact]
    public async Task A_driver_may_bring_the_address_where_nobody_manages_them()
    {
        _plugin.Answers["NetworkDriver.CreateEndpoint"] = new JsonObject { ["Interface"] = new JsonObject { ["Address"] = "10.5.5.5/24", ["MacAddress"] = "02:00:00:00:00:77" } };
        _plugin.Answers["NetworkDriver.CreateNetwork"] = [];
        _plugin.Answers["NetworkDriver.Join"] = [];
        _plugin.Answers["NetworkDriver.DeleteEndpoint"] = [];
        var network = await _controller.CreateNetworkAsync(new NetworkRequest { Name = "net", Driver = VethPlugin.Name, Ipam = new IpamInfo { Driver = "null" } }, CancellationToken.None);
        var sandbox = await _controller.CreateSandboxAsync(Container("c"), CancellationToken.None);

        Assert.Equal([("0.0.0.0/0", "")], network.Ipam.Pools.Select(pool => (pool.Subnet, pool.Gateway)));
        Assert.Equal(("10.5.5.5", 24, "02:00:00:00:00:77"), (sandbox.Endpoints[0].IPv4Address, sandbox.Endpoints[0].IPv4PrefixLength, sandbox.Endpoints[0].MacAddress));
        Assert.Contains(_plugin.Calls, call => call.Contains("\"IPv4Data\":[{\"AddressSpace\":\"null\",\"Pool\":\"0.0.0.0/0\"}]", StringComparison.Ordinal));
    }

    private Task<NetworkInfo> CreateNetworkAsync() => _controller.CreateNetworkAsync(
        new NetworkRequest
        {
            Name = "net",
            Driver = VethPlugin.Name,
            Ipam = new IpamInfo { Driver = VethPlugin.Name, Options = new SortedDictionary<string, string> { ["k"] = "v", ["a"] = "b" } },
            Options = new SortedDictionary<string, string> { ["x"] = "y", ["z"] = "1" },
        },
        CancellationToken.None);

    private static SandboxRequest Container(string id) => TestHost.Container(id) with { Endpoints = [new EndpointRequest { NetworkName = "net" }] };

    private static string Normal(string call) => Key().Replace(Ids().Replace(call, "ID"), "\"SandboxKey\":\"KEY\"");

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Ids();

    [GeneratedRegex("\"SandboxKey\":\"[^\"]*\"")]
    private static partial Regex Key();
}
