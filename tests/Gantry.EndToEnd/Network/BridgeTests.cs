using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

public sealed class BridgeTests(EngineFixture fixture) : EngineTests(fixture)
{
    private async Task<string> Address(string container) => (await Docker("inspect -f '{{.NetworkSettings.IPAddress}}' " + container)).Ok().Line;

    [Fact]
    public async Task A_wanted_hardware_address_shows_before_the_start_and_names_stay_after_the_end()
    {
        (await Docker("network create macs")).Ok();
        (await Docker("create --name mac --network name=macs,mac-address=02:42:ac:11:00:09,alias=known busybox true")).Ok();
        const string facts = "inspect -f '{{.Config.MacAddress}} {{.NetworkSettings.Networks.macs.MacAddress}} {{slice .NetworkSettings.Networks.macs.DNSNames 0 2}}' mac";
        (await Docker("inspect -f '{{.Config.MacAddress}} {{.NetworkSettings.Networks.macs.MacAddress}}' mac")).Prints("02:42:ac:11:00:09 02:42:ac:11:00:09\n");
        (await Docker("start -a mac")).Ok();
        (await Docker(facts)).Prints("02:42:ac:11:00:09  [mac known]\n");
        (await Docker("rm mac")).Ok();
        (await Docker("network rm macs")).Ok();
    }

    [Fact]
    public async Task A_container_has_its_address_route_and_mac_on_eth0()
    {
        await Idle("one");
        var address = await Address("one");
        Assert.Matches(@"^172\.17\.0\.\d+$", address);
        (await Docker("exec one ip -o -4 addr show eth0")).Ok();
        Assert.Contains($"inet {address}/16 brd 172.17.255.255 scope global eth0", (await Docker("exec one ip -o -4 addr show eth0")).Out, StringComparison.Ordinal);
        (await Docker("exec one ip route")).Prints($"default via 172.17.0.1 dev eth0 \n172.17.0.0/16 dev eth0 scope link  src {address} \n");
        (await Docker("exec one cat /sys/class/net/eth0/address")).Prints((await Docker("inspect -f '{{.NetworkSettings.MacAddress}}' one")).Out);
        (await Docker("exec one ls /sys/class/net")).Prints("eth0\nlo\n");
        (await Docker("inspect -f '{{.NetworkSettings.Gateway}} {{.NetworkSettings.IPPrefixLen}} {{(index .NetworkSettings.Networks \"bridge\").IPAddress}}' one")).Prints($"172.17.0.1 16 {address}\n");
    }

    [Fact]
    public async Task The_hosts_file_names_the_container()
    {
        await Idle("named", "-h web.example.org");
        var hosts = (await Docker("exec named cat /etc/hosts")).Ok().Lines;
        Assert.Equal(["127.0.0.1\tlocalhost", "::1\tlocalhost ip6-localhost ip6-loopback", "fe00::\tip6-localnet", "ff00::\tip6-mcastprefix", "ff02::1\tip6-allnodes", "ff02::2\tip6-allrouters", $"{await Address("named")}\tweb.example.org web"], hosts);
        Assert.Contains((await File.ReadAllLinesAsync("/etc/resolv.conf")).First(l => l.StartsWith("nameserver", StringComparison.Ordinal)), (await Docker("exec named cat /etc/resolv.conf")).Lines);
    }

    [Fact]
    public async Task Containers_reach_each_other_by_address_and_the_gateway_is_the_host()
    {
        await Background("--name server busybox sh -c 'while :; do echo served | nc -l -p 7000; done'");
        await Deadline.Until(async () => (await Busybox("", $"nc -w 2 {await Address("server")} 7000 </dev/null")).Out == "served\n" ? null : "no answer");
        (await Busybox("", "ping -c 1 -W 2 172.17.0.1 | grep -c '1 packets received'")).Prints("1\n");
        await Engine.Host.Answers("served\n", await Address("server"), 7000);
    }

    [Fact]
    public async Task Addresses_are_given_again_and_never_twice()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Idle($"n{i}")));
        var addresses = await Task.WhenAll(ids.Select(Address));
        Assert.Equal(8, addresses.Distinct().Count());
        Assert.DoesNotContain("172.17.0.1", addresses);
        await Engine.RemoveContainers();
        await Idle("after");
        (await Docker("stop after")).Ok();
        Assert.Equal("", await Address("after"));
        (await Docker("start after")).Ok();
        Assert.Matches(@"^172\.17\.0\.\d+$", await Address("after"));
    }

    [Fact]
    public async Task Outgoing_traffic_reaches_another_machine_under_the_hosts_address()
    {
        Engine.Host.AddRemoteMachine();
        await using var server = Running.Start("nsenter", ["--net=" + Engine.Host.RemotePath, "socat", "TCP-LISTEN:8000,fork,reuseaddr", "SYSTEM:echo $SOCAT_PEERADDR"], new Dictionary<string, string>());
        await Deadline.Until(async () => (await Busybox("", $"nc -w 3 {Engine.Host.RemoteAddress} 8000 </dev/null")).Out == Engine.Host.LanAddress + "\n" ? null : "no answer");
    }

    [Fact]
    public async Task Without_a_network_there_is_only_loopback()
    {
        (await Busybox("--network none", "ls /sys/class/net; ip -o -4 addr; ip route | wc -l; ping -c1 -W1 127.0.0.1 | grep -c '1 packets received'")).Prints("lo\n1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n0\n1\n");
        (await Busybox("--network none", "grep -v -e ip6 -e localhost /etc/hosts")).Is(1);
    }

    [Fact]
    public async Task The_hosts_network_is_the_hosts()
    {
        // Not all links: those of containers that have just ended may be on their way out.
        (await Busybox("--network host", "cd /sys/class/net; ls -d docker0 lo wan; hostname")).Prints($"docker0\nlo\nwan\n{Environment.MachineName}\n");
    }

    [Fact]
    public async Task A_network_is_shared_with_another_container()
    {
        await Idle("owner");
        (await Busybox("--network container:owner", "ip -o -4 addr show eth0 | awk '{print $4}'; hostname")).Prints($"{await Address("owner")}/16\n{(await Docker("exec owner hostname")).Line}\n");
    }

    [Fact]
    public async Task Raw_and_low_ports_work_inside()
    {
        (await Busybox("-u 1000", "nc -l -p 80 & sleep 0.1; kill %1 && echo bound")).Prints("bound\n");
        (await Busybox("", "cat /proc/sys/net/ipv4/ip_unprivileged_port_start; cat /proc/sys/net/ipv4/ping_group_range")).Prints("0\n0\t2147483647\n");
    }
}
