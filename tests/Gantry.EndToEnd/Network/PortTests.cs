using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

public sealed class PortTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Echo = "sh -c 'while :; do nc -l -p 7000 -e sh -c \"echo hello; cat\"; done'";

    private Task Answers(string address, int port, bool remote = false) => Engine.Host.Answers("hello\nfrom a client\n", address, port, "from a client\n", remote);

    private Task<string?> Refuses(string address, int port, bool remote = false) => Engine.Host.Inside<string?>(() =>
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient();
            return client.ConnectAsync(System.Net.IPAddress.Parse(address), port).Wait(1500) ? "it was accepted" : null;
        }
        catch (AggregateException)
        {
            return null;
        }
    }, remote);

    [Fact]
    public async Task A_published_port_answers_on_every_address_of_the_host_and_to_other_machines()
    {
        Engine.Host.AddRemoteMachine();
        await Background($"--name web -p 8080:7000 busybox {Echo}");
        await Answers("127.0.0.1", 8080);
        await Answers("::1", 8080);
        await Answers("172.17.0.1", 8080);
        await Answers(Engine.Host.LanAddress, 8080);
        await Answers(Engine.Host.LanAddress, 8080, remote: true);
        Assert.Equal(["7000/tcp -> 0.0.0.0:8080", "7000/tcp -> [::]:8080"], (await Docker("port web")).Ok().Lines);
        (await Docker("port web 7000")).Prints("0.0.0.0:8080\n[::]:8080\n");
        (await Docker("ps --format '{{.Ports}}'")).Prints("0.0.0.0:8080->7000/tcp, [::]:8080->7000/tcp\n");
        (await Docker("rm -f web")).Ok();
        Assert.Null(await Refuses("127.0.0.1", 8080));
        Assert.Null(await Refuses(Engine.Host.LanAddress, 8080, remote: true));
    }

    [Fact]
    public async Task Another_container_reaches_a_published_port_through_the_host()
    {
        await Background($"--name web -p 8081:7000 busybox {Echo}");
        await Answers("127.0.0.1", 8081);
        (await Busybox("", "echo x | nc -w 3 172.17.0.1 8081")).Prints("hello\nx\n");
        (await Docker("exec web sh -c 'echo self | nc -w 3 172.17.0.1 8081'")).Ok();
    }

    [Fact]
    public async Task A_port_bound_to_loopback_is_for_the_host_alone()
    {
        Engine.Host.AddRemoteMachine();
        await Background($"--name web -p 127.0.0.1:8082:7000 busybox {Echo}");
        await Answers("127.0.0.1", 8082);
        Assert.Null(await Refuses(Engine.Host.LanAddress, 8082, remote: true));
        Assert.Null(await Refuses("::1", 8082));
        (await Docker("port web")).Prints("7000/tcp -> 127.0.0.1:8082\n");
    }

    [Fact]
    public async Task What_is_not_published_is_not_reachable_from_another_machine()
    {
        Engine.Host.AddRemoteMachine();
        await Background($"--name hidden busybox {Echo}");
        var address = (await Docker("inspect -f '{{.NetworkSettings.IPAddress}}' hidden")).Line;
        await Answers(address, 7000);
        (await Engine.Shell($"nsenter --net={Engine.Host.RemotePath} ip route replace 172.17.0.0/16 via {Engine.Host.LanAddress}")).Ok();
        Assert.Null(await Refuses(address, 7000, remote: true));
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_and_leaves_nothing()
    {
        await Idle("first", "-p 8084:80");
        var second = await Docker("run --name second -p 8084:80 busybox true");
        Assert.Equal(125, second.Exit);
        Assert.Matches(@"^docker: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint second \([0-9a-f]{64}\): Bind for (0\.0\.0\.0|:::?):8084 failed: port is already allocated$", second.Message);
        Assert.Equal("created", (await Engine.Inspect("second"))["State"]!["Status"]!.GetValue<string>());
        (await Docker("rm -f first")).Ok();
        (await Docker("start -a second")).Prints("");
    }

    [Fact]
    public async Task A_port_of_another_program_is_an_error()
    {
        using var listener = await Engine.Host.Inside(() =>
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Any, 8085));
            socket.Listen();
            return socket;
        });
        var run = await Docker("run --rm --name clash -p 8085:80 busybox true");
        Assert.Equal(125, run.Exit);
        Assert.Matches(@"failed to bind host port (for )?0\.0\.0\.0:8085(:172\.17\.0\.\d+:80/tcp|/tcp): address already in use$", run.Message);
        (await Docker("ps -aq")).Prints("");
    }

    [Fact]
    public async Task Free_ports_and_ranges_are_chosen()
    {
        await Idle("any", "-p 80");
        var any = (await Docker("port any 80")).Ok().Lines[0];
        Assert.Matches(@"^0\.0\.0\.0:(3[2-9]|[456])\d{3,4}$", any);
        await Idle("range", "-p 8090-8099:80");
        (await Docker("port range 80/tcp")).Prints("0.0.0.0:8090\n[::]:8090\n");
        await Idle("next", "-p 8090-8099:80");
        (await Docker("port next 80/tcp")).Prints("0.0.0.0:8091\n[::]:8091\n");
        await Idle("pairs", "-p 8100-8102:90-92/tcp");
        Assert.Equal(6, (await Docker("port pairs")).Ok().Lines.Length);
    }

    [Fact]
    public async Task All_exposed_ports_are_published_when_asked()
    {
        await Idle("exposed", "--expose 80 --expose 53/udp -P");
        var ports = (await Docker("port exposed")).Ok().Lines;
        Assert.Equal(["53/udp", "53/udp", "80/tcp", "80/tcp"], ports.Select(p => p.Split(' ')[0]));
        await Idle("quiet", "--expose 80");
        (await Docker("ps --filter name=quiet --format '{{.Ports}}'")).Prints("80/tcp\n");
    }

    [Fact]
    public async Task Ports_come_back_with_the_container()
    {
        await Background($"--name again -p 8086:7000 busybox {Echo}");
        await Answers("127.0.0.1", 8086);
        (await Docker("restart -t 0 again")).Ok();
        await Answers("127.0.0.1", 8086);
    }
}
