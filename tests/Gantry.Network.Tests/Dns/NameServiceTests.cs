using System.Net;
using System.Net.Sockets;

using Gantry.Network.Tests.Support;

namespace Gantry.Network.Tests.Dns;

public sealed class NameServiceTests : IAsyncLifetime, IDisposable
{
    private readonly TestHost _host = new();
    private NetworkController _controller = null!;

    public async Task InitializeAsync()
    {
        _controller = await _host.OpenAsync();
        await CreateNetworkAsync("net", "10.81.0.0/24");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => GC.SuppressFinalize(this);

    [Fact]
    public async Task Names_aliases_and_addresses_resolve_each_way()
    {
        await AddAsync("web", ["net"], "web", "www", "0123456789ab");
        var client = _host.Enter(await AddAsync("client", ["net"], "client"));

        Assert.Equal("0 10.81.0.2", await DnsClient.AskAsync(client, "web"));
        Assert.Equal("0 10.81.0.2", await DnsClient.AskAsync(client, "WWW"));
        Assert.Equal("0 10.81.0.2", await DnsClient.AskAsync(client, "0123456789ab.net"));
        Assert.Equal("0 10.81.0.2", await DnsClient.AskTcpAsync(client, "web"));
        Assert.Equal("0 web.net", await DnsClient.AskAsync(client, "2.0.81.10.in-addr.arpa", DnsClient.Ptr));
        Assert.Equal("0", await DnsClient.AskAsync(client, "web", DnsClient.Aaaa));
        Assert.Equal("0", await DnsClient.AskAsync(client, "web", DnsClient.Mx));
    }

    [Fact]
    public async Task Both_families_resolve_where_both_are_there()
    {
        await CreateNetworkAsync("dual", "10.82.0.0/24", "fd82::/64");
        await AddAsync("web", ["dual"], "web");
        var client = _host.Enter(await AddAsync("client", ["dual"], "client"));

        Assert.Equal("0 fd82::2", await DnsClient.AskAsync(client, "web", DnsClient.Aaaa));
        var digits = string.Join('.', "2000000000000000000000000000" + "28df");
        Assert.Equal("0 web.dual", await DnsClient.AskAsync(client, string.Join('.', digits.ToCharArray()) + ".ip6.arpa", DnsClient.Ptr));
    }

    [Fact]
    public async Task Several_addresses_take_turns_and_are_cut_to_what_the_client_takes()
    {
        for (var i = 0; i < 40; i++)
            await AddAsync($"web{i}", ["net"], $"web{i}", "web");
        var client = _host.Enter(await AddAsync("client", ["net"], "client"));

        var firsts = new HashSet<string>();
        for (var i = 0; i < 40; i++)
            firsts.Add((await DnsClient.AskAsync(client, "web", answerSize: 4096)).Split(' ')[1]);
        Assert.Equal(40, firsts.Count);
        Assert.StartsWith("0 truncated 10.", await DnsClient.AskAsync(client, "web"), StringComparison.Ordinal);
        Assert.Equal(41, (await DnsClient.AskTcpAsync(client, "web")).Split(' ').Length);
    }

    [Fact]
    public async Task Names_are_seen_on_shared_networks_only_and_go_with_their_container()
    {
        await CreateNetworkAsync("other", "10.83.0.0/24");
        await AddAsync("web", ["other"], "web");
        var client = await AddAsync("client", ["net"], "client");
        var space = _host.Enter(client);

        Assert.Equal("2", await DnsClient.AskAsync(space, "web"));
        await _controller.ConnectAsync("client", Place("other", "client"), CancellationToken.None);
        Assert.Equal("0 10.83.0.2", await DnsClient.AskAsync(space, "web"));
        await _controller.ReleaseAsync("web", CancellationToken.None);
        Assert.Equal("2", await DnsClient.AskAsync(space, "web"));
    }

    [Fact]
    public async Task A_container_of_the_default_bridge_has_the_service_once_it_is_connected()
    {
        await AddAsync("web", ["net"], "web");
        var late = await AddAsync("late", ["bridge"]);
        await _controller.ConnectAsync("late", Place("net", "late"), CancellationToken.None);

        Assert.Equal("0 10.81.0.2", await DnsClient.AskAsync(_host.Enter(late), "web"));
    }

    [Fact]
    public async Task Other_names_are_asked_from_the_hosts_network_or_the_containers_own_and_kept()
    {
        using var server = await ScriptedNameServer.StartAsync(_host.Neighbour, TestHost.NeighbourAddress, "192.0.2.7");
        var byHost = _host.Enter(await AddAsync("a", ["net"], new NameServer($"{TestHost.NeighbourAddress}", true), "a"));
        Assert.Equal("0 192.0.2.7", await DnsClient.AskAsync(byHost, "example.org"));
        Assert.Equal("0 192.0.2.7", await DnsClient.AskAsync(byHost, "EXAMPLE.org"));
        Assert.Equal([TestHost.Address], server.Clients);

        // A server in the container's own network.
        var own = await AddAsync("b", ["net"], new NameServer("127.0.0.1", false), "b");
        using var inside = await ScriptedNameServer.StartAsync(_host.Enter(own), IPAddress.Any, "192.0.2.8");
        Assert.Equal("0 192.0.2.8", await DnsClient.AskAsync(_host.Enter(own), "example.org"));
    }

    [Fact]
    public async Task An_internal_network_reaches_nothing_through_the_hosts_servers()
    {
        using var server = await ScriptedNameServer.StartAsync(_host.Neighbour, TestHost.NeighbourAddress, "192.0.2.7");
        await _controller.CreateNetworkAsync(new NetworkRequest { Name = "inside", Internal = true }, CancellationToken.None);
        var client = _host.Enter(await AddAsync("a", ["inside"], new NameServer($"{TestHost.NeighbourAddress}", true), "a"));

        Assert.Equal("2", await DnsClient.AskAsync(client, "example.org"));
        Assert.Empty(server.Clients);
    }

    [Fact]
    public async Task Forged_and_broken_answers_are_passed_over()
    {
        using var server = await ScriptedNameServer.StartAsync(_host.Neighbour, TestHost.NeighbourAddress, "192.0.2.7");
        server.Before = query => [[], [1, 2, 3], [(byte)(query[0] ^ 1), .. server.Answer(query)[1..]], query, server.Answer(DnsClient.Query("other.org", DnsClient.A))];
        var client = _host.Enter(await AddAsync("a", ["net"], new NameServer($"{TestHost.NeighbourAddress}", true), "a"));
        Assert.Equal("0 192.0.2.7", await DnsClient.AskAsync(client, "example.org"));
    }

    [Fact]
    public async Task No_such_name_stays_apart_from_no_answer()
    {
        using var server = await ScriptedNameServer.StartAsync(_host.Neighbour, TestHost.NeighbourAddress, "192.0.2.7");
        var client = _host.Enter(await AddAsync("a", ["net"], new NameServer($"{TestHost.NeighbourAddress}", true), "a"));
        server.Code = 3;
        Assert.Equal("3", await DnsClient.AskAsync(client, "nosuch.example"));
        server.Code = 2;
        Assert.Equal("2", await DnsClient.AskAsync(client, "failing.example"));
    }

    [Fact]
    public async Task The_service_goes_on_after_a_restart_and_leaves_port_53_to_the_container()
    {
        await AddAsync("web", ["net"], "web");
        var client = await AddAsync("client", ["net"], "client");
        var space = _host.Enter(client);
        using var mine = await space.RunAsync(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, 53));
            return socket;
        });
        await _controller.DisposeAsync();
        _controller = await _host.OpenAsync();

        Assert.Equal("0 10.81.0.2", await DnsClient.AskAsync(space, "web"));
        Assert.Equal("0 10.81.0.2", await DnsClient.AskTcpAsync(space, "web"));
    }

    private Task<NetworkInfo> CreateNetworkAsync(string name, params string[] subnets) => _controller.CreateNetworkAsync(
        new NetworkRequest { Name = name, Ipam = new IpamInfo { Pools = [.. subnets.Select(subnet => new IpamPool(subnet, ""))] } }, CancellationToken.None);

    private Task<Sandbox> AddAsync(string id, string[] networks, params string[] names) => AddAsync(id, networks, null, names);

    private Task<Sandbox> AddAsync(string id, string[] networks, NameServer? server, params string[] names) => _controller.CreateSandboxAsync(
        new SandboxRequest
        {
            ContainerId = id,
            Endpoints = [.. networks.Select(network => Place(network, names))],
            Resolver = new ResolverSettings { Servers = server is null ? [] : [server] },
        },
        CancellationToken.None);

    private static EndpointRequest Place(string network, params string[] names) => new() { NetworkName = network, Names = names };
}
