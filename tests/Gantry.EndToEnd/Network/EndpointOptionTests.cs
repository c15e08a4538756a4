using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

/// <summary>What a container may ask of its place on a network, and what is shown of it.</summary>
public sealed class EndpointOptionTests(EngineFixture fixture) : EngineTests(fixture)
{
    public override async Task InitializeAsync() => (await Docker("network create --subnet 10.74.1.0/24 place")).Ok();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        (await Docker("network rm place")).Ok();
    }

    [Fact]
    public async Task A_link_has_the_name_and_the_kernel_settings_asked_for()
    {
        (await Docker("run --rm --network name=place,driver-opt=com.docker.network.endpoint.ifname=foo0 busybox sh -c 'ls /sys/class/net; ip r | head -1'"))
            .Prints("foo0\nlo\ndefault via 10.74.1.1 dev foo0 \n");
        (await WithSettings("net.ipv4.conf.IFNAME.log_martians=1")).Prints("1\n");
    }

    [Theory]
    [InlineData("driver-opt=com.docker.network.endpoint.sysctls=bogus=1", "invalid config for network place: invalid endpoint settings:\nunrecognised network interface sysctl 'bogus=1'; represent 'net.X.Y.ethN.Z=V' as 'net.X.Y.IFNAME.Z=V', 'X' must be 'ipv4', 'ipv6' or 'mpls'")]
    [InlineData("link-local-ip=10.8.8.8", "failed to set up container networking: invalid link local IP address: 10.8.8.8")]
    public async Task What_cannot_be_is_refused(string option, string message) =>
        Assert.Contains("Error response from daemon: " + message, (await Docker($"run --rm --network name=place,{option} busybox true")).Err, StringComparison.Ordinal);

    [Theory]
    [InlineData("ifname=toolonginterfacename", "to \"toolonginterfacename\": numerical result out of range")]
    [InlineData("ifname=lo", "to \"lo\": file exists")]
    public async Task What_the_kernel_does_not_take_is_told(string option, string message)
    {
        var outcome = await Docker($"run --rm --network name=place,driver-opt=com.docker.network.endpoint.{option} busybox true");
        Assert.Matches($"failed to set up container networking: failed to add interface veth[0-9a-f]{{7}} to sandbox: .*{System.Text.RegularExpressions.Regex.Escape(message)}", outcome.Err);
    }

    [Fact]
    public async Task A_kernel_setting_there_is_not_is_told() =>
        Assert.Matches(
            "failed to set up container networking: failed to add interface veth[0-9a-f]{7} to sandbox: /proc/sys/net/ipv4/conf/eth0/nonsense is not a sysctl file",
            (await WithSettings("net.ipv4.conf.IFNAME.nonsense=1")).Err);

    [Fact]
    public async Task A_link_local_address_stands_beside_the_others() =>
        Assert.Contains("inet 169.254.8.8/16", (await Docker("run --rm --network name=place,link-local-ip=169.254.8.8 busybox ip -4 -o addr show eth0")).Ok().Out, StringComparison.Ordinal);

    [Fact]
    public async Task Names_on_a_network_joined_before_the_start_are_shown()
    {
        (await Docker("create --name early --hostname early busybox")).Ok();
        (await Docker("network connect --alias second place early")).Ok();
        var id = (await Docker("inspect -f '{{.Id}}' early")).Line;
        (await Docker("inspect -f '{{json .NetworkSettings.Networks.place.DNSNames}} {{json .NetworkSettings.Networks.bridge.DNSNames}}' early")).Prints($"[\"early\",\"second\",\"{id[..12]}\"] null\n");
    }

    [Fact]
    public async Task Where_nobody_routes_the_first_address_is_a_containers()
    {
        (await Docker("network create --internal -o com.docker.network.bridge.gateway_mode_ipv4=isolated --subnet 10.74.2.0/24 inner")).Ok();
        (await Docker("run --rm --network inner busybox ip route")).Prints("10.74.2.0/24 dev eth0 scope link  src 10.74.2.1 \n");
        (await Docker("network rm inner")).Ok();
    }

    [Fact]
    public async Task A_network_may_say_on_which_address_ports_are_published()
    {
        (await Docker("network create -o com.docker.network.bridge.host_binding_ipv4=127.0.0.1 bound")).Ok();
        (await Docker("run -d --name web --network bound -p 8091:80 busybox sleep 1000")).Ok();
        (await Docker("port web")).Prints("80/tcp -> 127.0.0.1:8091\n");
        await Engine.RemoveContainers();
        (await Docker("network rm bound")).Ok();
        (await Docker("network create -o com.docker.network.bridge.host_binding_ipv4=nonsense bound"))
            .Fails(1, "Error response from daemon: failed to parse com.docker.network.bridge.host_binding_ipv4 value: nonsense (nil ip)");
    }

    /// <summary>What libraries do that name a network and no mode.</summary>
    [Theory]
    [InlineData("", "{}", "eth0 lo place ")]
    [InlineData("bridge", "{}", "eth0 lo place ")]
    [InlineData("bridge", "{\"MacAddress\":\"92:95:5e:30:fe:6d\"}", "eth0 lo place 92:95:5e:30:fe:6d")]
    [InlineData("none", "{}", "eth0 lo place ")]
    public async Task A_container_is_on_the_networks_it_names_and_no_other(string mode, string wish, string found)
    {
        var made = await Engine.Api.Post("/containers/create", $$"""
            {"Image":"busybox","Cmd":["ls","/sys/class/net"],"HostConfig":{"NetworkMode":"{{mode}}"},"NetworkingConfig":{"EndpointsConfig":{"place":{{wish}} } } }
            """);
        var id = made.Json["Id"]!.GetValue<string>();
        var asked = (await Docker("inspect", "-f", "{{range $name, $e := .NetworkSettings.Networks}}{{$name}} {{$e.MacAddress}}{{end}}", id)).Line;
        Assert.Equal(found, string.Join(' ', (await Docker("start -a " + id)).Lines) + " " + asked);
    }

    [Fact]
    public async Task A_network_without_a_wish_is_refused() =>
        Assert.Contains(
            "invalid config for network place: EndpointsConfig is nil",
            (await Engine.Api.Post("/containers/create", """{"Image":"busybox","NetworkingConfig":{"EndpointsConfig":{"place":null}}}""")).Body, StringComparison.Ordinal);

    /// <summary>Runs a container whose link has kernel settings and prints one. Older clients write driver options in small letters, so they are not asked.</summary>
    private async Task<Outcome> WithSettings(string settings)
    {
        var wish = $$"""
            {"Image":"busybox","Cmd":["cat","/proc/sys/net/ipv4/conf/eth0/log_martians"],"HostConfig":{"NetworkMode":"place"},
             "NetworkingConfig":{"EndpointsConfig":{"place":{"DriverOpts":{"com.docker.network.endpoint.sysctls":"{{settings}}"} } } } }
            """;
        var made = await Engine.Api.Post("/containers/create", wish);
        return await Docker("start -a " + made.Json["Id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_network_that_only_holds_settings_takes_no_container()
    {
        (await Docker("network create --config-only --subnet 10.74.3.0/24 settings")).Ok();
        Assert.Contains("failed to set up container networking: cannot create endpoint on configuration-only network", (await Docker("run --rm --network settings busybox true")).Err, StringComparison.Ordinal);
        (await Docker("network rm settings")).Ok();
    }
}
