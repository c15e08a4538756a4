using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

/// <summary>The packet filter through the host's iptables.</summary>
public sealed class FirewallBackendTests() : OwnEngineTests(EngineBinary.IsReference ? [] : ["--firewall-backend", "iptables"])
{
    [Fact]
    public async Task A_port_is_published_filtered_by_the_administrator_and_back_after_a_flush()
    {
        Assert.Equal("iptables", (await Engine.Api.Get("/info")).Json["FirewallBackend"]?["Driver"]?.GetValue<string>() ?? "iptables");
        (await Docker("run -d --name web -p 8080:7000 busybox sh -c 'while :; do echo served | nc -l -p 7000; done'")).Ok();
        await Engine.Host.Answers("served\n", "127.0.0.1", 8080);
        Assert.Contains("-A DOCKER ", (await Engine.Shell("iptables -t nat -S DOCKER")).Ok().Out, StringComparison.Ordinal);
        (await Docker("run --rm busybox ping -c 1 -W 2 10.214." + Engine.Host.Number + ".1")).Ok();
        if (EngineBinary.IsReference)
            return;
        (await Engine.Shell("iptables -A DOCKER-USER -d 203.0.113.7 -j DROP; iptables -t nat -F")).Ok();
        Native.Kill(Engine.ProcessId, Native.SIGHUP);
        await Engine.Host.Answers("served\n", "127.0.0.1", 8080);
        Assert.Contains("-A DOCKER-USER -d 203.0.113.7/32 -j DROP", (await Engine.Shell("iptables -S DOCKER-USER")).Ok().Out, StringComparison.Ordinal);
        (await Docker("rm -f web")).Ok();
        Assert.DoesNotContain("--dport", (await Engine.Shell("iptables-save; ip6tables-save")).Ok().Out, StringComparison.Ordinal);
    }
}
