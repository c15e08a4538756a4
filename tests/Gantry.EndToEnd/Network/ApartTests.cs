using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

/// <summary>A default bridge whose containers are kept apart (<c>--icc=false</c>): links alone let them reach each other.</summary>
public sealed class ApartTests : IDisposable
{
    private readonly Host host = Host.Create();

    public void Dispose() => host.Dispose();

    [Theory]
    [InlineData("nftables")]
    [InlineData("iptables")]
    public async Task A_link_leads_to_the_ports_its_target_exposes_wherever_that_is(string backend)
    {
        await using var engine = new Engine(host, "--icc=false", "--firewall-backend", backend);
        await engine.Start();
        await engine.ImportBusybox();
        (await engine.Docker("run -d --name web --expose 80 busybox sh -c 'httpd -h /etc -p 81; exec httpd -f -h /etc'")).Ok();
        (await engine.Docker("run -d --name client --link web:alias busybox sleep 1000")).Ok();
        (await engine.Docker("run -d --name stranger busybox sleep 1000")).Ok();
        var name = (await engine.Docker("exec web hostname")).Line;

        Assert.Equal(name, await Fetched("client", "alias:80"));
        Assert.Equal("", await Fetched("client", "alias:81"));
        Assert.Equal("", await Fetched("stranger", await AddressOf("web") + ":80"));

        // The daemon's memory is not what the links live in.
        await engine.Kill();
        await engine.Start();
        Assert.Equal(name, await Fetched("client", "alias:80"));

        // An address that another one has now is no target any more; the target is one at its new address.
        var address = await AddressOf("web");
        (await engine.Docker("stop -t 0 web")).Ok();
        (await engine.Docker("run -d --name taker busybox httpd -f -h /etc")).Ok();
        Assert.Equal(address, await AddressOf("taker"));
        // No program is started in a container whose link leads nowhere: the question comes from its network.
        var client = (await engine.Docker("inspect -f {{.State.Pid}} client")).Line;
        Assert.Equal("", (await engine.Shell($"nsenter --net=/proc/{client}/ns/net curl -s -m 2 http://{address}/hostname")).Out);
        (await engine.Docker("start web")).Ok();
        Assert.NotEqual(address, await AddressOf("web"));
        Assert.Equal(name, await Fetched("client", "alias:80"));

        (await engine.Docker("rm --link client/alias")).Ok();
        Assert.Equal("", await Fetched("client", await AddressOf("web") + ":80"));
        await engine.RemoveContainers();
        await engine.Stop();

        async Task<string> AddressOf(string container) => (await engine.Docker($"inspect -f {{{{.NetworkSettings.IPAddress}}}} {container}")).Ok().Line;

        async Task<string> Fetched(string from, string place) =>
            (await engine.Docker($"exec {from} timeout 2 wget -q -O - http://{place}/hostname")).Out.Trim();
    }
}
