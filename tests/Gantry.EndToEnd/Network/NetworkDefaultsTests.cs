using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

/// <summary>What the daemon's flags make of networks.</summary>
public sealed class NetworkDefaultsTests : IDisposable
{
    private readonly Host host = Host.Create();

    public void Dispose() => host.Dispose();

    private async Task<Engine> With(params string[] flags)
    {
        var engine = new Engine(host, flags);
        await engine.Start();
        await engine.ImportBusybox();
        return engine;
    }

    [Fact]
    public async Task Networks_get_the_drivers_options_of_the_daemon_unless_they_say_otherwise()
    {
        await using var engine = await With("--default-network-opt", "bridge=com.docker.network.driver.mtu=1300", "--default-network-opt", "bridge=com.docker.network.enable_ipv6=true");
        (await engine.Docker("network create preset")).Ok();
        (await engine.Docker("network create -o com.docker.network.driver.mtu=1000 --ipv6=false own")).Ok();
        (await engine.Docker("network create --config-only settings")).Ok();

        (await engine.Docker("run --rm --network preset busybox cat /sys/class/net/eth0/mtu")).Prints("1300\n");
        (await engine.Docker("run --rm --network own busybox cat /sys/class/net/eth0/mtu")).Prints("1000\n");
        (await engine.Docker("network inspect -f '{{.EnableIPv6}} {{json .Options}}' preset own")).Prints(
            """
            true {"com.docker.network.driver.mtu":"1300","com.docker.network.enable_ipv6":"true"}
            false {"com.docker.network.driver.mtu":"1000"}

            """);
        (await engine.Docker("network create -o com.docker.network.enable_ipv6=maybe bad")).Fails(
            1, "Error response from daemon: driver-opt \"com.docker.network.enable_ipv6\" is not a valid bool");
        await engine.Stop();
    }

    [Fact]
    public async Task Without_a_default_bridge_containers_have_a_loopback_only()
    {
        await using var engine = await With("-b", "none");
        (await engine.Docker("network ls --format '{{.Name}}'")).Prints("host\nnone\n");
        (await engine.Docker("run --rm busybox ls /sys/class/net")).Prints("lo\n");
        (await engine.Docker("run --rm --network bridge busybox ls /sys/class/net")).Prints("lo\n");
        (await engine.Docker("network create mine")).Ok();
        (await engine.Docker("run --rm --network mine busybox ls /sys/class/net")).Prints("eth0\nlo\n");
        await engine.Stop();
    }

    [Fact]
    public async Task A_bridge_of_another_name_is_the_administrators_to_make()
    {
        await using var engine = new Engine(host, "--bridge", "mybridge");
        engine.Launch();
        Assert.NotEqual(0, await engine.Ended());
        Assert.Contains("error creating default \"bridge\" network: bridge device with non default name mybridge must be created manually", engine.LogText, StringComparison.Ordinal);

        (await engine.Shell("ip link add mybridge type bridge && ip addr add 10.77.0.1/24 dev mybridge")).Ok();
        await engine.Start();
        await engine.ImportBusybox();
        Assert.Contains("inet 10.77.0.2/24 ", (await engine.Docker("run --rm busybox ip -o -4 addr show eth0")).Ok().Out, StringComparison.Ordinal);
        await engine.Stop();
        Assert.Contains("mybridge", (await engine.Shell("ip -o link show type bridge")).Ok().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_rules_published_ports_are_served_all_the_same()
    {
        await using var engine = await With("--iptables=false");
        (await engine.Docker("run -d --name web -p 8080:80 busybox httpd -f -h /etc")).Ok();
        Assert.Equal((await engine.Docker("exec web hostname")).Line, (await engine.Shell("curl -s http://127.0.0.1:8080/hostname")).Ok().Line);
        Assert.DoesNotContain("gantry-docker0", (await engine.Shell("nft list tables")).Ok().Out, StringComparison.Ordinal);
        (await engine.Docker("rm -f web")).Ok();
        await engine.Stop();
    }

    [Fact]
    public async Task The_host_does_not_become_a_router_for_others()
    {
        await using var engine = new Engine(host);
        (await engine.Shell("echo 0 > /proc/sys/net/ipv4/ip_forward; echo 0 > /proc/sys/net/ipv6/conf/all/forwarding")).Ok();
        await engine.Start();
        Assert.Equal("1", (await engine.Shell("cat /proc/sys/net/ipv4/ip_forward")).Ok().Line);
        Assert.Contains("hook forward priority filter; policy drop;", (await engine.Shell("nft list chain ip gantry-docker0 forward")).Ok().Out, StringComparison.Ordinal);
        await engine.Kill();
        await engine.Start();
        Assert.Contains("policy drop;", (await engine.Shell("nft list chain ip gantry-docker0 forward")).Ok().Out, StringComparison.Ordinal);
        // IPv6 is forwarded from the first network on that has it.
        Assert.Contains("policy accept;", (await engine.Shell("nft list chain ip6 gantry-docker0 forward")).Ok().Out, StringComparison.Ordinal);
        (await engine.Docker("network create --ipv6 six")).Ok();
        Assert.Contains("policy drop;", (await engine.Shell("nft list chain ip6 gantry-docker0 forward")).Ok().Out, StringComparison.Ordinal);
        await engine.Stop();
    }

    [Theory]
    [InlineData("0", "--ip-forward=false", "0")]
    [InlineData("0", "--ip-forward-no-drop", "1")]
    [InlineData("1", "--debug", "1")]
    public async Task A_host_that_forwards_by_its_administrators_will_forwards_all(string before, string flag, string after)
    {
        await using var engine = new Engine(host, flag);
        (await engine.Shell($"echo {before} > /proc/sys/net/ipv4/ip_forward")).Ok();
        await engine.Start();
        Assert.Equal(after, (await engine.Shell("cat /proc/sys/net/ipv4/ip_forward")).Ok().Line);
        Assert.Contains("policy accept;", (await engine.Shell("nft list chain ip gantry-docker0 forward")).Ok().Out, StringComparison.Ordinal);
        await engine.Stop();
    }
}
