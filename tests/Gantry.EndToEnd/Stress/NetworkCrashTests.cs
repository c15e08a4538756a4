using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Stress;

/// <summary>
/// The daemon is killed at random moments while networks are made, joined, left and removed: what was acknowledged holds afterwards, and no address, link or rule is
/// lost or left. The moments follow from a fixed seed as far as the machine lets them.
/// </summary>
[Trait("Kind", "Stress")]
public sealed class NetworkCrashTests : OwnEngineTests
{
    private const int Seed = 4711;
    private const int Rounds = 12;
    private static readonly string[] containers = ["one", "two"];
    private static readonly string[] networks = ["net0", "net1", "net2"];

    /// <summary>What the client was told; null: the answer was lost.</summary>
    private readonly Dictionary<string, bool?> made = networks.ToDictionary(name => name, _ => (bool?)false);
    private readonly Dictionary<(string Network, string Container), bool?> joined = networks.SelectMany(n => containers.Select(c => (n, c))).ToDictionary(pair => pair, _ => (bool?)false);

    [Fact]
    public async Task Nothing_is_lost_or_left_when_the_daemon_is_killed_while_networks_change()
    {
        foreach (var container in containers)
            (await Docker($"run -d --name {container} busybox sleep 100000")).Ok();
        var fresh = KernelState.Of(Engine, Engine.ProcessId);
        var moments = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var work = Work(new Random(Seed + round));
            await Task.WhenAny(work, Task.Delay(moments.Next(30, 500)));
            await Engine.Kill();
            await work;
            await Engine.Start();
            await Verify(round);
        }

        foreach (var network in networks.Where(network => made[network] == true))
            await EveryAddressIsFree(network);
        foreach (var network in networks.Where(network => made[network] == true))
            Assert.Equal(204, (await Engine.Api.Delete("/networks/" + network)).Code);
        if (!EngineBinary.IsReference)
            await KernelState.Returns(Engine, fresh, Engine.ProcessId);
    }

    /// <summary>Changes one thing after the other until the daemon dies.</summary>
    private async Task Work(Random dice)
    {
        try
        {
            while (true)
            {
                var network = networks[dice.Next(networks.Length)];
                var container = containers[dice.Next(containers.Length)];
                if (made[network] == false)
                    await Change(() => made[network] = null, () => made[network] = true, "/networks/create", Wish(network));
                else if (dice.Next(4) == 0 && containers.All(c => joined[(network, c)] == false))
                {
                    made[network] = null;
                    Accepted(await Engine.Api.Delete("/networks/" + network));
                    made[network] = false;
                }
                else
                {
                    var joins = joined[(network, container)] == false;
                    await Change(
                        () => joined[(network, container)] = null, () => joined[(network, container)] = joins,
                        $"/networks/{network}/{(joins ? "connect" : "disconnect")}", new JsonObject { ["Container"] = container });
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The daemon is dead.
        }
    }

    private async Task Change(Action before, Action after, string path, JsonObject body)
    {
        before();
        Accepted(await Engine.Api.Post(path, body.ToJsonString()));
        after();
    }

    private static void Accepted(Answer answer) => Assert.True(answer.Code < 300, answer.Body);

    /// <summary>Small enough that a lost address shows: five for containers.</summary>
    private static JsonObject Wish(string network) => new()
    {
        ["Name"] = network,
        ["IPAM"] = new JsonObject { ["Config"] = new JsonArray(new JsonObject { ["Subnet"] = $"10.90.{network[^1]}.0/29" }) },
    };

    private async Task Verify(int round)
    {
        var there = (await Engine.Api.Get("/networks?filters=" + Uri.EscapeDataString("{\"type\":{\"custom\":true}}"))).Json.AsArray().ToDictionary(n => n!["Name"]!.GetValue<string>(), n => n!["Id"]!.GetValue<string>());
        foreach (var network in networks)
        {
            Assert.True(made[network] is null || made[network] == there.ContainsKey(network), $"round {round}: {network} was told to be {(made[network] == true ? "there" : "gone")}");
            made[network] = there.ContainsKey(network);
        }

        var bridges = KernelState.Of(Engine, Engine.ProcessId).Lines.Where(line => line.StartsWith("link br-", StringComparison.Ordinal)).Select(line => line["link br-".Length..]);
        if (!EngineBinary.IsReference)
            Assert.Equal(there.Values.Select(id => id[..12]).Order(), bridges.Order());
        foreach (var container in containers)
        {
            var on = (await Engine.Inspect(container))["NetworkSettings"]!["Networks"]!.AsObject();
            foreach (var network in networks)
            {
                var told = joined[(network, container)];
                Assert.True(told is null || told == on.ContainsKey(network), $"round {round}: {container} was told to be {(told == true ? "on" : "off")} {network}");
                joined[(network, container)] = on.ContainsKey(network);
            }

            // A link for each network, and the loopback.
            Assert.Equal(on.Count + 1, (await Docker($"exec {container} ls /sys/class/net")).Ok().Lines.Length);
        }
    }

    private async Task EveryAddressIsFree(string network)
    {
        foreach (var container in containers.Where(container => joined[(network, container)] == true))
            Accepted(await Engine.Api.Post($"/networks/{network}/disconnect", new JsonObject { ["Container"] = container }.ToJsonString()));
        for (var last = 2; last < 7; last++)
        {
            var address = new JsonObject { ["IPAMConfig"] = new JsonObject { ["IPv4Address"] = $"10.90.{network[^1]}.{last}" } };
            Accepted(await Engine.Api.Post($"/networks/{network}/connect", new JsonObject { ["Container"] = "one", ["EndpointConfig"] = address }.ToJsonString()));
            Accepted(await Engine.Api.Post($"/networks/{network}/disconnect", new JsonObject { ["Container"] = "one" }.ToJsonString()));
        }
    }
}
