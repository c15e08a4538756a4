using System.Net;
using System.Net.Sockets;

using Gantry.Linux.Netlink;
using Gantry.Linux.NetworkNamespaces;
using Gantry.Network.Tests.Support;

using static Gantry.Network.Tests.Support.Exchange;

namespace Gantry.Network.Tests.Traffic;

/// <summary>What holds for the traffic of bridges, whoever filters the packets.</summary>
public abstract class BridgeTraffic(FirewallBackend backend) : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TestHost _host = new() { FirewallBackend = backend };
    private NetworkController _controller = null!;

    public async Task InitializeAsync() => _controller = await _host.OpenAsync();

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _host.DisposeAsync();
    }

    public void Dispose()
    {
        _end.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_container_reaches_a_neighbour_with_the_hosts_address()
    {
        await ServeTcpAsync(_host.Neighbour, 80, _end.Token);
        await ServeUdpAsync(_host.Neighbour, 53, _end.Token);
        var space = _host.Enter(await CreateAsync("a"));

        Assert.Equal(TestHost.Address.ToString(), await AskTcpAsync(space, TestHost.NeighbourAddress, 80));
        Assert.Equal($"{TestHost.Address} 700", await AskUdpAsync(space, TestHost.NeighbourAddress, 53, 700));
    }

    [Fact]
    public async Task Containers_and_the_host_reach_each_other_with_their_own_addresses()
    {
        var one = await CreateAsync("one");
        var other = await CreateAsync("other");
        await ServeTcpAsync(_host.Enter(one), 80, _end.Token);
        await ServeTcpAsync(_host.Host, 81, _end.Token);

        Assert.Equal(AddressOf(other).ToString(), await AskTcpAsync(_host.Enter(other), AddressOf(one), 80));
        Assert.Equal(one.Endpoints[0].Gateway, await AskTcpAsync(_host.Host, AddressOf(one), 80));
        Assert.Equal(AddressOf(other).ToString(), await AskTcpAsync(_host.Enter(other), IPAddress.Parse(one.Endpoints[0].Gateway), 81));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task A_published_tcp_port_is_reached_from_everywhere(string filterBridgedPackets)
    {
        await _host.SetBridgeFilterAsync(filterBridgedPackets);
        var server = await CreateAsync("server", new PortRequest("", 8080, 8080, 80, "tcp"));
        var client = _host.Enter(await CreateAsync("client"));
        var inside = _host.Enter(server);
        await ServeTcpAsync(inside, 80, _end.Token);
        var gateway = server.Endpoints[0].Gateway;

        Assert.Equal(TestHost.NeighbourAddress.ToString(), await AskTcpAsync(_host.Neighbour, TestHost.Address, 8080));
        Assert.Equal(gateway, await AskTcpAsync(_host.Neighbour, TestHost.Address6, 8080));
        Assert.Equal(gateway, await AskTcpAsync(_host.Host, IPAddress.Loopback, 8080));
        Assert.Equal(gateway, await AskTcpAsync(_host.Host, IPAddress.Parse("127.9.9.9"), 8080));
        Assert.Equal(gateway, await AskTcpAsync(_host.Host, IPAddress.IPv6Loopback, 8080));
        Assert.Equal(TestHost.Address.ToString(), await AskTcpAsync(_host.Host, TestHost.Address, 8080));
        Assert.Equal(gateway, await AskTcpAsync(client, TestHost.Address, 8080));
        Assert.Equal(gateway, await AskTcpAsync(client, IPAddress.Parse(gateway), 8080));
        Assert.Equal(gateway, await AskTcpAsync(inside, TestHost.Address, 8080));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task A_published_udp_port_is_reached_from_everywhere(string filterBridgedPackets)
    {
        await _host.SetBridgeFilterAsync(filterBridgedPackets);
        var server = await CreateAsync("server", new PortRequest("", 5353, 5353, 53, "udp"));
        var client = _host.Enter(await CreateAsync("client"));
        var inside = _host.Enter(server);
        await ServeUdpAsync(inside, 53, _end.Token);
        var gateway = server.Endpoints[0].Gateway;

        Assert.Equal($"{TestHost.NeighbourAddress} 9000", await AskUdpAsync(_host.Neighbour, TestHost.Address, 5353, 9000));
        Assert.Equal($"{gateway} 9000", await AskUdpAsync(_host.Neighbour, TestHost.Address6, 5353, 9000));
        Assert.Equal($"{gateway} 0", await AskUdpAsync(_host.Neighbour, TestHost.Address6, 5353, 0));
        Assert.Equal($"{gateway} 1", await AskUdpAsync(_host.Host, IPAddress.Loopback, 5353));
        Assert.Equal($"{gateway} 1", await AskUdpAsync(_host.Host, IPAddress.IPv6Loopback, 5353));
        Assert.Equal($"{gateway} 1", await AskUdpAsync(client, TestHost.Address, 5353));
        Assert.Equal($"{gateway} 1", await AskUdpAsync(inside, TestHost.Address, 5353));
    }

    [Fact]
    public async Task A_datagram_flow_from_before_the_port_was_published_finds_the_container()
    {
        using var client = await _host.Neighbour.RunAsync(() => new Socket(
            AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        await client.SendToAsync(new byte[1], new IPEndPoint(TestHost.Address, 5353));
        foreach (var name in (string[])["first", "second"])
        {
            var server = await CreateAsync(name, new PortRequest("", 5353, 5353, 53, "udp"));
            using var end = new CancellationTokenSource();
            await ServeUdpAsync(_host.Enter(server), 53, end.Token);
            Assert.Equal($"{TestHost.NeighbourAddress} 1", await AskUdpAsync(client, TestHost.Address, 5353));
            await end.CancelAsync();
            // The next container takes this address, so the flow must not only be translated but translated to a new one.
            await CreateAsync("holds-" + name);
            await _controller.ReleaseAsync(name, CancellationToken.None);
            await CreateAsync("takes-" + name);
        }
    }

    [Fact]
    public async Task A_port_published_on_one_address_is_reached_there_only()
    {
        var server = await CreateAsync(
            "server", new PortRequest("127.0.0.1", 8080, 8080, 80, "tcp"), new PortRequest(TestHost.Address.ToString(), 8081, 8081, 80, "tcp"));
        await ServeTcpAsync(_host.Enter(server), 80, _end.Token);

        Assert.Equal(server.Endpoints[0].Gateway, await AskTcpAsync(_host.Host, IPAddress.Loopback, 8080));
        Assert.Equal(TestHost.NeighbourAddress.ToString(), await AskTcpAsync(_host.Neighbour, TestHost.Address, 8081));
        Assert.True(await IsUnreachableAsync(_host.Neighbour, TestHost.Address, 8080));
        Assert.True(await IsUnreachableAsync(_host.Host, IPAddress.Loopback, 8081));
    }

    [Fact]
    public async Task Half_closed_connections_stay_open_the_other_way_through_the_proxy()
    {
        var server = await CreateAsync("server", new PortRequest("", 8080, 8080, 80, "tcp"));
        var listener = await _host.Enter(server).RunAsync(() =>
        {
            var socket = new TcpListener(IPAddress.Any, 80);
            socket.Start();
            return socket;
        });
        using var client = await _host.Host.RunAsync(() => new TcpClient(AddressFamily.InterNetworkV6));
        await client.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, 8080));
        using var peer = await listener.AcceptTcpClientAsync();
        var sent = new byte[3_000_000];
        Random.Shared.NextBytes(sent);
        var stream = client.GetStream();
        await stream.WriteAsync(sent);
        client.Client.Shutdown(SocketShutdown.Send);
        using var received = new MemoryStream();
        await peer.GetStream().CopyToAsync(received);
        Assert.Equal(sent, received.ToArray());

        await peer.GetStream().WriteAsync("and back"u8.ToArray());
        peer.Close();
        Assert.Equal("and back", await new StreamReader(stream).ReadToEndAsync());
        listener.Stop();
    }

    [Fact]
    public async Task A_neighbour_reaches_no_unpublished_port_and_no_loopback_server()
    {
        var server = await CreateAsync("server", new PortRequest("127.0.0.1", 8080, 8080, 80, "tcp"));
        await ServeTcpAsync(_host.Enter(server), 80, _end.Token);
        await ServeTcpAsync(_host.Enter(server), 81, _end.Token);

        Assert.True(await IsUnreachableAsync(_host.Neighbour, AddressOf(server), 80));
        Assert.True(await IsUnreachableAsync(_host.Neighbour, AddressOf(server), 81));
        await _host.Neighbour.RunAsync(RouteLoopbackToTheHost);
        Assert.True(await IsUnreachableAsync(_host.Neighbour, IPAddress.Loopback, 8080));
    }

    [Fact]
    public async Task A_container_reaches_no_server_on_the_hosts_loopback()
    {
        var client = _host.Enter(await CreateAsync("client"));
        await _host.Host.RunAsync(() =>
        {
            var listener = new TcpListener(IPAddress.Loopback, 8080);
            listener.Start();
            _end.Token.Register(listener.Stop);
        });
        await client.RunAsync(RouteLoopbackToTheHost);
        Assert.True(await IsUnreachableAsync(client, IPAddress.Parse("127.0.0.1"), 8080));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Without_inter_container_traffic_only_published_ports_are_reached(string filterBridgedPackets)
    {
        await using var host = new TestHost { FirewallBackend = backend };
        await host.SetBridgeFilterAsync(filterBridgedPackets);
        var controller = await host.OpenAsync(host.Options with { EnableIcc = false });
        var server = await controller.CreateSandboxAsync(TestHost.Container("server", new PortRequest("", 8080, 8080, 80, "tcp")), CancellationToken.None);
        var client = host.Enter(await controller.CreateSandboxAsync(TestHost.Container("client"), CancellationToken.None));
        await ServeTcpAsync(host.Enter(server), 80, _end.Token);

        Assert.True(await IsUnreachableAsync(client, AddressOf(server), 80));
        Assert.Equal(server.Endpoints[0].Gateway, await AskTcpAsync(client, TestHost.Address, 8080));
        Assert.Equal(server.Endpoints[0].Gateway, await AskTcpAsync(host.Host, AddressOf(server), 80));
    }

    [Fact]
    public async Task The_first_packet_to_and_from_a_new_container_arrives()
    {
        await ServeUdpAsync(_host.Host, 53, _end.Token);
        for (var i = 0; i < 20; i++)
        {
            // The same address every time: who had it before must not be in the way.
            var sandbox = await CreateAsync("c");
            using var space = new NamespaceThreads(sandbox.NamespacePath, 1);
            Assert.Equal($"{AddressOf(sandbox)} 1", await AskUdpAsync(space, IPAddress.Parse(sandbox.Endpoints[0].Gateway), 53));
            using var end = new CancellationTokenSource();
            await ServeUdpAsync(space, 53, end.Token);
            Assert.Equal($"{sandbox.Endpoints[0].Gateway} 1", await AskUdpAsync(_host.Host, AddressOf(sandbox), 53));
            await end.CancelAsync();
            await _controller.ReleaseAsync("c", CancellationToken.None);
        }
    }

    private static void RouteLoopbackToTheHost()
    {
        // What a hostile machine does: it has no loopback address of its own, so 127.0.0.1 is behind its default route.
        using var netlink = NetlinkSocket.OpenRoute();
        foreach (var link in netlink.Links().Where(link => link.Index != 1))
            File.WriteAllText($"/proc/sys/net/ipv4/conf/{link.Name}/route_localnet", "1");
        foreach (var (index, network, address) in netlink.Addresses().Where(found => IPAddress.IsLoopback(found.Address)))
            netlink.Execute(new NetlinkRequest().DeleteAddress(index, address, network.PrefixLength));
    }

    private Task<Sandbox> CreateAsync(string id, params PortRequest[] ports) =>
        _controller.CreateSandboxAsync(TestHost.Container(id, ports), CancellationToken.None);

    private static IPAddress AddressOf(Sandbox sandbox) => IPAddress.Parse(sandbox.Endpoints[0].IPv4Address);
}

/// <summary>Through tables of the daemon's own.</summary>
public sealed class NftablesTrafficTests() : BridgeTraffic(FirewallBackend.Nftables);

/// <summary>Through the host's iptables.</summary>
public sealed class IptablesTrafficTests() : BridgeTraffic(FirewallBackend.Iptables);
