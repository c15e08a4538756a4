using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

public sealed class UserNetworkTests(EngineFixture fixture) : EngineTests(fixture)
{
    private async Task<string> Address(string container, string network) =>
        (await Docker($"inspect -f '{{{{(index .NetworkSettings.Networks \"{network}\").IPAddress}}}}' {container}")).Ok().Line;

    private async Task Without(params string[] networks)
    {
        await Engine.RemoveContainers();
        foreach (var network in networks)
            (await Docker("network rm " + network)).Ok();
    }

    [Fact]
    public async Task A_network_has_its_own_bridge_subnet_and_gateway()
    {
        (await Docker("network create --subnet 10.71.0.0/24 --ip-range 10.71.0.128/25 --gateway 10.71.0.254 --aux-address router=10.71.0.128 own")).Ok();
        await Idle("one", "--network own");
        Assert.Equal("10.71.0.129", await Address("one", "own"));
        (await Docker("exec one ip route")).Prints("default via 10.71.0.254 dev eth0 \n10.71.0.0/24 dev eth0 scope link  src 10.71.0.129 \n");
        await Idle("fixed", "--network own --ip 10.71.0.7");
        Assert.Equal("10.71.0.7", await Address("fixed", "own"));
        (await Docker("exec one ping -c 1 -W 2 10.71.0.7")).Ok();
        Assert.Contains("has active endpoints", (await Docker("network rm own")).Err, StringComparison.Ordinal);
        await Without("own");
    }

    [Fact]
    public async Task Networks_are_apart_from_each_other()
    {
        (await Docker("network create --subnet 10.71.1.0/24 left")).Ok();
        (await Docker("network create --subnet 10.71.2.0/24 right")).Ok();
        await Idle("server", "--network right");
        Assert.NotEqual(0, (await Busybox("--network left", "ping -c 1 -W 1 " + await Address("server", "right"))).Exit);
        (await Busybox("--network right", "ping -c 1 -W 1 " + await Address("server", "right"))).Ok();
        await Without("left", "right");
    }

    [Fact]
    public async Task A_running_container_joins_and_leaves_networks()
    {
        (await Docker("network create --subnet 10.71.3.0/24 second")).Ok();
        await Idle("mover");
        (await Docker("network connect --ip 10.71.3.9 second mover")).Ok();
        Assert.Contains("10.71.3.9/24", (await Docker("exec mover ip -o -4 addr show eth1")).Out, StringComparison.Ordinal);
        (await Docker("exec mover ip route")).Ok();
        Assert.Contains("default via 172.17.0.1 dev eth0", (await Docker("exec mover ip route")).Out, StringComparison.Ordinal);
        (await Docker("network disconnect bridge mover")).Ok();
        Assert.Contains("default via 10.71.3.1 dev eth1", (await Docker("exec mover ip route")).Out, StringComparison.Ordinal);
        (await Docker("network disconnect second mover")).Ok();
        (await Docker("exec mover ls /sys/class/net")).Prints("lo\n");
        await Without("second");
    }

    [Fact]
    public async Task The_priority_chooses_the_default_route()
    {
        (await Docker("network create --subnet 10.71.4.0/24 low")).Ok();
        (await Docker("network create --subnet 10.71.5.0/24 high")).Ok();
        await Idle("chooser", "--network low --network name=high,gw-priority=1");
        Assert.Contains("default via 10.71.5.1 dev eth1", (await Docker("exec chooser ip route")).Out, StringComparison.Ordinal);
        await Without("low", "high");
    }

    [Fact]
    public async Task An_internal_network_has_no_way_out()
    {
        (await Docker("network create --internal --subnet 10.71.6.0/24 inside")).Ok();
        await Idle("peer", "--network inside");
        (await Busybox("--network inside", "ip route")).Prints("10.71.6.0/24 dev eth0 scope link  src 10.71.6.3 \n");
        (await Busybox("--network inside", "ping -c 1 -W 1 10.71.6.2")).Ok();
        Assert.NotEqual(0, (await Busybox("--network inside", "ping -c 1 -W 1 172.17.0.1")).Exit);
        await Without("inside");
    }

    [Fact]
    public async Task A_published_port_of_a_user_network_answers_other_machines()
    {
        Engine.Host.AddRemoteMachine();
        (await Docker("network create --subnet 10.71.7.0/24 public")).Ok();
        await Background("--network public -p 7011:7000 --name web busybox sh -c 'while :; do echo served | nc -l -p 7000; done'");
        await Engine.Host.Answers("served\n", Engine.Host.LanAddress, 7011, remote: true);
        await Without("public");
    }

    [Fact]
    public async Task Both_families_work_side_by_side()
    {
        (await Docker("network create --ipv6 --subnet 10.71.8.0/24 --subnet fd71:8::/64 dual")).Ok();
        await Idle("six", "--network dual --ip6 fd71:8::9");
        (await Busybox("--network dual", "ping -6 -c 1 -W 2 fd71:8::9")).Ok();
        Assert.Contains("default via fd71:8::1 dev eth0", (await Docker("exec six ip -6 route")).Out, StringComparison.Ordinal);
        await Without("dual");
    }

    [Fact]
    public async Task A_linked_container_is_known_by_its_alias()
    {
        await Idle("database", "-h dbhost");
        var address = await Address("database", "bridge");
        (await Busybox("--link database:db", "grep -w db /etc/hosts")).Prints($"{address}\tdb dbhost database\n");
    }

    [Fact]
    public async Task Networks_tell_what_happens_to_them()
    {
        var since = (await Engine.Shell("date +%s.%N")).Line;
        (await Docker("network create told")).Ok();
        await Idle("listener", "--network told");
        (await Docker("rm -f listener")).Ok();
        (await Docker("network rm told")).Ok();
        var events = (await Docker($"events --since {since} --until {(await Engine.Shell("date +%s.%N")).Line} --filter type=network --filter network=told --format '{{{{.Action}}}}'")).Ok().Lines;
        Assert.Equal(["create", "connect", "disconnect", "destroy"], events);
    }
}
