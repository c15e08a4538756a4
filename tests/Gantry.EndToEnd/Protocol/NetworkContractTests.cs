using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Protocol;

/// <summary>Details of networks that Docker's own integration suites hold on to.</summary>
public sealed class NetworkContractTests(EngineFixture fixture) : EngineTests(fixture)
{
    private readonly List<string> networks = [];

    private async Task Network(string name, string flags)
    {
        (await Docker($"network create {flags} {name}")).Ok();
        networks.Add(name);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var network in networks)
            (await Docker($"network rm {network}")).Ok();
    }

    [Fact]
    public async Task Who_sees_the_output_end_finds_the_exit_code_and_the_network_free()
    {
        for (var round = 0; round < 10; round++)
        {
            await Network($"n{round}", "");
            var id = (await Docker($"create --network n{round} busybox sh -c 'echo out; exit 7'")).Ok().Line;
            using var attached = await Engine.Api.Follow(HttpMethod.Post, $"/containers/{id}/attach?stream=1&stdout=1");
            Assert.Equal(204, (await Engine.Api.Post($"/containers/{id}/start")).Code);
            Assert.EndsWith("out\n", await attached.ReadToEndAsync(), StringComparison.Ordinal);
            var state = (await Engine.Inspect(id))["State"]!;
            Assert.Equal("exited 7", $"{state["Status"]} {state["ExitCode"]}");
            (await Docker($"network rm n{round}")).Ok();
            networks.Clear();
        }
    }

    [Theory]
    [InlineData("network create --subnet 10.76.8.0/24 --subnet 10.76.9.0/24 more", "bridge driver doesn't support multiple subnets")]
    [InlineData("network create -d overlay more", "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.")]
    [InlineData("network ls --filter dangling=maybe", "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")")]
    [InlineData("network ls --filter dangling=1 --filter dangling=0", "got more than one value for filter key \"dangling\"")]
    [InlineData("network connect --ip 10.1.1.1 place one", "invalid endpoint settings:\nno configured subnet or ip-range contain the IP address 10.1.1.1")]
    [InlineData("network connect --alias q bridge one", "invalid endpoint settings:\nnetwork-scoped alias is supported only for containers in user defined networks")]
    [InlineData("create --network container: busybox true", "invalid network mode: invalid container format container:<name|id>")]
    public async Task What_cannot_be_is_refused_in_dockers_words(string command, string words)
    {
        await Network("place", "--subnet 10.76.1.0/24");
        (await Docker("create --name one --network none busybox true")).Ok();
        var refused = await Docker(command);
        Assert.NotEqual(0, refused.Exit);
        Assert.Contains("Error response from daemon: " + words, refused.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_are_none_are_told_with_all_that_is_wrong_about_them()
    {
        await Network("place", "--subnet 10.76.1.0/24");
        (await Docker("create --name one --network none busybox true")).Ok();
        var refused = await Docker("network connect --ip nonsense --ip6 nowhere place one");
        Assert.Contains(
            """
            invalid endpoint settings:
            * invalid IPv4 address: nonsense
            * invalid IPv6 address: nowhere
            * no configured subnet or ip-range contain the IP address nonsense
            * user specified IP address is supported only when connecting to networks with user configured subnets
            """,
            refused.Err,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_configuration_network_says_is_not_said_twice()
    {
        await Network("settings", "--config-only --subnet 10.76.2.0/24");
        Assert.Contains(
            "network driver options are not supported if the network depends on a configuration network",
            (await Docker("network create --config-from settings -o a=b more")).Err,
            StringComparison.Ordinal);
        Assert.Contains(
            "user specified configurations are not supported if the network depends on a configuration network",
            (await Docker("network create --config-from settings --subnet 10.76.3.0/24 more")).Err,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_somebody_chose_is_shown()
    {
        await Network("place", "--scope elsewhere");
        Assert.Equal("elsewhere", (await Docker("network inspect -f {{.Scope}} place")).Ok().Line);
    }

    [Fact]
    public async Task An_internal_network_shows_no_ports()
    {
        await Network("closed", "--internal");
        await Network("open", "");
        await Idle("one", "--network closed --expose 99");
        Assert.Equal("{}", (await Docker("inspect -f '{{json .NetworkSettings.Ports}}' one")).Ok().Line);
        (await Docker("network connect open one")).Ok();
        Assert.Equal("{\"99/tcp\":null}", (await Docker("inspect -f '{{json .NetworkSettings.Ports}}' one")).Ok().Line);
    }

    [Fact]
    public async Task A_container_that_does_not_run_leaves_a_network_that_is_gone()
    {
        (await Docker("network create gone")).Ok(); // by hand: what the class makes, it removes itself
        await Idle("one", "--network gone");
        (await Docker("stop -t 0 one")).Ok();
        (await Docker("network rm gone")).Ok();
        var id = (await Docker("inspect -f {{.Id}} one")).Line;
        (await Docker("network disconnect none one")).Fails(1, $"Error response from daemon: container {id} is not connected to the network none");
        (await Docker("network disconnect -f gone nosuch")).Fails(1, "Error response from daemon: network gone not found");
        (await Docker("network disconnect gone one")).Ok();
        (await Docker("network disconnect -f gone one")).Fails(1, $"Error response from daemon: container {id} is not connected to the network gone");
        (await Docker("start one")).Ok();
        (await Docker("network disconnect gone one")).Fails(1, "Error response from daemon: network gone not found");
        (await Docker("network disconnect -f gone one")).Fails(1, $"Error response from daemon: container {id} is not connected to the network gone");
        (await Docker("inspect -f '{{json .NetworkSettings.Networks}}' one")).Prints("{}\n");
    }

    [Fact]
    public async Task The_first_free_name_is_a_new_links()
    {
        foreach (var number in Enumerable.Range(0, 3))
            await Network($"n{number}", $"--subnet 10.75.{number}.0/24");
        await Idle("one", "--network name=n0,driver-opt=com.docker.network.endpoint.ifname=eth1 --network n1");
        (await Docker("network connect n2 one")).Ok();
        Assert.Equal("eth1 10.75.0.2 eth0 10.75.1.2 eth2 10.75.2.2", await Links("n0", "n1", "n2"));

        (await Docker("network disconnect n1 one")).Ok();
        (await Docker("network disconnect n2 one")).Ok();
        (await Docker("network connect n2 one")).Ok();
        Assert.Equal("eth1 10.75.0.2 eth0 10.75.2.2", await Links("n0", "n2"));

        async Task<string> Links(params string[] on)
        {
            var shown = (await Docker("exec one ip -o -4 addr show")).Ok().Out;
            return string.Join(' ', on.Select(name => System.Text.RegularExpressions.Regex.Match(shown, $@"(eth\d) +inet (10\.75\.{name[1..]}\.\d+)") is { Success: true } found
                ? $"{found.Groups[1]} {found.Groups[2]}" : $"{name} is missing in {shown}"));
        }
    }

    [Theory]
    [InlineData("-o com.docker.network.bridge.inhibit_ipv4=true")]
    [InlineData("-o com.docker.network.bridge.gateway_mode_ipv4=isolated")]
    public async Task A_link_of_two_addresses_has_room_for_two(string option)
    {
        await Network("pair", $"--internal --subnet 192.168.135.0/31 {option} -o com.docker.network.bridge.name=br-pair");
        await Idle("one", "--network pair");
        (await Docker("run --rm --network pair busybox ping -c 1 -W 5 one")).Ok();
        Assert.DoesNotContain("inet", (await Engine.Shell("ip -o addr show dev br-pair")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_routed_family_shows_the_containers_own_ports()
    {
        await Network("mixed", "--ipv6 -o com.docker.network.bridge.gateway_mode_ipv6=routed");
        await Idle("one", "--network mixed -p 8080:80 -p 127.0.0.1:81:81");
        Assert.Equal(
            """{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},{"HostIp":"::","HostPort":""}],"81/tcp":[{"HostIp":"127.0.0.1","HostPort":"81"}]}""",
            (await Docker("inspect -f '{{json .NetworkSettings.Ports}}' one")).Line);
        (await Docker("port one")).Prints("80/tcp -> 0.0.0.0:8080\n80/tcp -> [::]:\n81/tcp -> 127.0.0.1:81\n");
    }

    [Fact]
    public async Task A_container_that_switches_IPv6_off_has_no_address_of_it()
    {
        await Network("dual", "--ipv6");
        await Idle("one", "--network dual --sysctl net.ipv6.conf.all.disable_ipv6=1");
        Assert.Equal("", (await Docker("inspect -f '{{.NetworkSettings.Networks.dual.GlobalIPv6Address}}' one")).Line);
        Assert.DoesNotContain("ip6", (await Docker("exec one cat /etc/hosts")).Out, StringComparison.Ordinal);
        (await Docker("run --rm --network dual busybox ping -4 -c 1 -W 5 one")).Ok();
        Assert.DoesNotMatch("(?m)^Address:.*\\bfd", (await Docker("run --rm --network dual busybox nslookup -type=aaaa one")).Ok().Out);
    }

    [Fact]
    public async Task A_subnet_of_link_local_addresses_can_be()
    {
        await Network("local", "--ipv6 --subnet fe80::/64");
        await Idle("one", "--network local");
        (await Docker("run --rm --network local busybox ping -6 -c 1 -W 5 fe80::1%eth0")).Ok();
    }

    [Theory]
    [InlineData("com.docker.network.advertise_addr_ms=99", "com.docker.network.advertise_addr_ms must be in the range 100 to 2000")]
    [InlineData("com.docker.network.advertise_addr_ms=x", "value for option com.docker.network.advertise_addr_ms \"x\" must be integer milliseconds")]
    [InlineData("com.docker.network.advertise_addr_nmsgs=4", "com.docker.network.advertise_addr_nmsgs must be in the range 0 to 3")]
    [InlineData("com.docker.network.advertise_addr_nmsgs=x", "value for option com.docker.network.advertise_addr_nmsgs \"x\" must be an integer")]
    public async Task Announcements_have_bounds(string option, string message) =>
        (await Docker($"network create -o {option} bad")).Fails(1, "Error response from daemon: " + message);

    [Fact]
    public async Task An_address_with_another_hardware_address_is_announced()
    {
        await Network("noticed", "--ipv6 --subnet 10.76.0.0/24 --subnet fd76::/64 -o com.docker.network.advertise_addr_ms=100");
        await Idle("asker", "--network noticed");
        await Idle("one", "--network noticed --ip 10.76.0.9 --ip6 fd76::9");
        (await Docker("exec asker sh -c 'ping -c 1 -W 5 10.76.0.9 && ping -c 1 -W 5 fd76::9'")).Ok();
        (await Docker("rm -f one")).Ok();

        await Idle("two", "--network noticed --ip 10.76.0.9 --ip6 fd76::9 --mac-address 02:00:00:00:00:99");
        await Deadline.Until(async () => (await Docker("exec asker ip neigh show")).Ok().Out is var known
            && known.Split('\n').Count(line => line.Contains("02:00:00:00:00:99", StringComparison.Ordinal)) == 2 ? null : known);
    }

    [Fact]
    public async Task Older_clients_are_answered_as_they_expect()
    {
        var made = await Engine.Api.Post("/v1.47/networks/create", """{"Name":"old","EnableIPv4":false,"EnableIPv6":true}""");
        Assert.Equal(201, made.Code);
        networks.Add("old");
        Assert.True((await Engine.Api.Get("/networks/old")).Json["EnableIPv4"]!.GetValue<bool>());
        Assert.Null(((JsonObject)(await Engine.Api.Get("/v1.48/info")).Json)["FirewallBackend"]);
        Assert.Equal("nftables", (string?)(await Engine.Api.Get("/v1.49/info")).Json["FirewallBackend"]!["Driver"]);
    }

    [Fact]
    public async Task A_network_is_shared_through_others()
    {
        await Idle("one", "--hostname first");
        await Idle("two", "--network container:one");
        (await Docker("run --rm --network container:two busybox cat /etc/hostname")).Prints("first\n");
    }

    [Fact]
    public async Task Kernel_settings_of_links_are_taken_in_either_case() =>
        (await Docker("run --rm --network name=bridge,driver-opt=com.docker.network.endpoint.sysctls=net.ipv4.conf.ifname.log_martians=1 busybox cat /proc/sys/net/ipv4/conf/eth0/log_martians")).Prints("1\n");
}
