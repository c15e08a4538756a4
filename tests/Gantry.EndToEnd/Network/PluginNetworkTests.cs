using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

/// <summary>Networks and addresses of a plugin that makes real links: a bridge for each network, a pair of links for each endpoint.</summary>
[Collection(HostPlugins.Name)]
public sealed partial class PluginNetworkTests() : OwnEngineTests("--live-restore")
{
    private readonly ConcurrentDictionary<string, string> gateways = new();
    private readonly ConcurrentDictionary<string, bool> given = new();

    [Fact]
    public async Task A_plugin_is_called_as_dockers_daemon_calls_it()
    {
        await using var plugin = Plugin();
        (await Docker("network", "create", "-d", plugin.Name, "--ipam-driver", plugin.Name, "--ipam-opt", "k=v", "-o", "x=y", "net")).Ok();
        (await Docker("network", "inspect", "-f", "{{json .IPAM}} {{.Scope}} {{json .Options}}", "net"))
            .Prints($"{{\"Driver\":\"{plugin.Name}\",\"Options\":{{\"k\":\"v\"}},\"Config\":[{{\"Subnet\":\"10.99.7.0/24\",\"Gateway\":\"10.99.7.1\"}}]}} local {{\"x\":\"y\"}}\n");
        (await Docker("run -d --name user --network net -p 8080:80 --expose 90/udp busybox sleep 1000")).Ok();
        (await Docker("exec user ip route")).Prints("default via 10.99.7.1 dev eth0 \n10.99.7.0/24 dev eth0 scope link  src 10.99.7.2 \n");
        (await Docker("exec user ping -c 1 -W 2 10.99.7.1")).Ok();
        (await Docker("inspect -f '{{json .NetworkSettings.Ports}}' user")).Prints("{}\n");
        (await Docker("rm -f user")).Ok();
        (await Docker("network rm net")).Ok();

        const string ports = """
            "com.docker.network.endpoint.exposedports":[{"Proto":17,"Port":90},{"Proto":6,"Port":80}],"com.docker.network.portmap":[{"Proto":6,"IP":"","Port":80,"HostIP":"","HostPort":8080,"HostPortEnd":8080}]
            """;
        var heard = plugin.Calls.Select(call => Normal($"{call.Method} {call.Arguments.ToJsonString()}")).ToList();
        // The reference asks for the name of the space twice.
        Assert.Equal(
            [
                "GetCapabilities {}",
                "GetCapabilities {}",
                "GetDefaultAddressSpaces {}",
                """RequestPool {"AddressSpace":"plugLocal","Pool":"","SubPool":"","Options":{"k":"v"},"V6":false}""",
                """RequestAddress {"PoolID":"pool","Address":"","Options":{"RequestAddressType":"com.docker.network.gateway"}}""",
                """CreateNetwork {"NetworkID":"ID","Options":{"com.docker.network.enable_ipv4":true,"com.docker.network.enable_ipv6":false,"com.docker.network.generic":{"x":"y"}},"IPv4Data":[{"AddressSpace":"plugLocal","Gateway":"10.99.7.1/24","Pool":"10.99.7.0/24"}],"IPv6Data":[]}""",
                """RequestAddress {"PoolID":"pool","Address":"","Options":null}""",
                """CreateEndpoint {"NetworkID":"ID","EndpointID":"ID","Interface":{"Address":"10.99.7.2/24","AddressIPv6":"","MacAddress":""},"Options":{""" + ports + "}}",
                """Join {"NetworkID":"ID","EndpointID":"ID","SandboxKey":"KEY","Options":{""" + ports + "}}",
                """ProgramExternalConnectivity {"NetworkID":"ID","EndpointID":"ID","Options":{"com.docker.network.driver.private.no_proxy_6to4":false,""" + ports + "}}",
                """EndpointOperInfo {"NetworkID":"ID","EndpointID":"ID"}""",
                """RevokeExternalConnectivity {"NetworkID":"ID","EndpointID":"ID"}""",
                """Leave {"NetworkID":"ID","EndpointID":"ID"}""",
                """DeleteEndpoint {"NetworkID":"ID","EndpointID":"ID"}""",
                """ReleaseAddress {"PoolID":"pool","Address":"10.99.7.2"}""",
                """ReleaseAddress {"PoolID":"pool","Address":"10.99.7.1"}""",
                """ReleasePool {"PoolID":"pool"}""",
                """DeleteNetwork {"NetworkID":"ID"}""",
            ],
            heard.Where((call, at) => at == 0 || call != "GetDefaultAddressSpaces {}" || heard[at - 1] != call));
    }

    [Fact]
    public async Task A_running_container_joins_and_leaves_and_a_restart_keeps_it()
    {
        await using var plugin = Plugin();
        (await Docker("network", "create", "-d", plugin.Name, "--subnet", "10.88.0.0/24", "net")).Ok();
        (await Docker("run -d --name user busybox sleep 1000")).Ok();
        (await Docker("network connect --ip 10.88.0.200 net user")).Ok();
        Assert.Contains("inet 10.88.0.200/24", (await Docker("exec user ip -o addr show eth1")).Ok().Out, StringComparison.Ordinal);
        await Engine.Kill();
        await Engine.Start();
        (await Docker("exec user ping -c 1 -W 2 10.88.0.1")).Ok();
        Assert.StartsWith("Error response from daemon: error while removing network: network net has active endpoints (name:\"user\" id:\"", (await Docker("network rm net")).Err, StringComparison.Ordinal);
        (await Docker("network disconnect net user")).Ok();
        (await Docker("exec user ls /sys/class/net")).Prints("eth0\nlo\n");
        (await Docker("network rm net")).Ok();
        Assert.Equal((1, 1, 1), (plugin.Count("CreateNetwork"), plugin.Count("DeleteEndpoint"), plugin.Count("DeleteNetwork")));
    }

    [Fact]
    public async Task What_a_plugin_refuses_is_told_in_its_words_and_leaves_nothing()
    {
        await using var plugin = Plugin();
        (await Docker("network", "create", "-d", plugin.Name, "-o", "refuse=yes", "net")).Fails(1, "Error response from daemon: remote: no such network here");
        (await Docker("network", "create", "-d", "bridge", "--ipam-driver", "gantry-e2e-nobody", "net")).Fails(1, "Error response from daemon: plugin \"gantry-e2e-nobody\" not found");
        (await Docker("network", "ls", "-q", "--filter", "type=custom")).Prints("");
        (await Docker("volume", "create", "-d", plugin.Name, "one")).Fails(
            1, $"Error response from daemon: create one: error looking up volume plugin {plugin.Name}: legacy plugin: Plugin does not implement the requested driver: plugin=\"{plugin.Name}\", requested implementation=\"VolumeDriver\"");
    }

    private ScriptedPlugin Plugin() => new("NetworkDriver,IpamDriver", Answer);

    private JsonObject Answer(string method, JsonNode arguments)
    {
        string Text(string key) => arguments[key]!.GetValue<string>();
        switch (method)
        {
            case "GetCapabilities":
                return new JsonObject { ["Scope"] = "local" };
            case "CreateNetwork":
                if (arguments["Options"]!["com.docker.network.generic"]!["refuse"] is not null)
                    return new JsonObject { ["Err"] = "no such network here" };
                var gateway = arguments["IPv4Data"]![0]!["Gateway"]!.GetValue<string>();
                gateways[Text("NetworkID")] = gateway.Split('/')[0];
                Ip("link", "add", Bridge(), "type", "bridge");
                Ip("addr", "add", gateway, "dev", Bridge());
                Ip("link", "set", Bridge(), "up");
                return [];
            case "DeleteNetwork":
                if (gateways.TryRemove(Text("NetworkID"), out _))
                    Ip("link", "del", Bridge());
                return [];
            case "CreateEndpoint":
                Ip("link", "add", "v" + Endpoint(), "type", "veth", "peer", "name", "c" + Endpoint());
                Ip("link", "set", "v" + Endpoint(), "master", Bridge(), "up");
                return [];
            case "Join":
                return new JsonObject { ["InterfaceName"] = new JsonObject { ["SrcName"] = "c" + Endpoint(), ["DstPrefix"] = "eth" }, ["Gateway"] = gateways[Text("NetworkID")] };
            case "DeleteEndpoint":
                // The link is on the host again, under the name it had there.
                Ip("link", "del", "c" + Endpoint());
                return [];
            case "GetDefaultAddressSpaces":
                return new JsonObject { ["LocalDefaultAddressSpace"] = "plugLocal", ["GlobalDefaultAddressSpace"] = "plugGlobal" };
            case "RequestPool":
                return new JsonObject { ["PoolID"] = "pool", ["Pool"] = "10.99.7.0/24" };
            case "RequestAddress":
                var address = Enumerable.Range(1, 250).Select(i => $"10.99.7.{i}").First(a => given.TryAdd(a, true));
                return new JsonObject { ["Address"] = address + "/24" };
            case "ReleaseAddress":
                given.TryRemove(Text("Address"), out _);
                return [];
            default:
                return [];
        }

        string Bridge() => "pb" + Text("NetworkID")[..8];
        string Endpoint() => Text("EndpointID")[..8];
    }

    private void Ip(params string[] arguments) => Host.Run("ip", ["-n", Engine.Host.Name, .. arguments]);

    private static string Normal(string call) => Key().Replace(Ids().Replace(call, "ID"), "\"SandboxKey\":\"KEY\"");

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Ids();

    [GeneratedRegex("\"SandboxKey\":\"[^\"]*\"")]
    private static partial Regex Key();
}
