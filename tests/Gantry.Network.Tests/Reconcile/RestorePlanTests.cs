using Gantry.Linux.Netlink;
using Gantry.Network.Reconcile;
using Gantry.Network.State;

namespace Gantry.Network.Tests.Reconcile;

public sealed class RestorePlanTests
{
    [Fact]
    public void What_an_interrupted_change_left_is_named()
    {
        var network = new NetworkInfo { Id = new string('a', 64), Name = "n", Driver = "bridge", Created = DateTimeOffset.UnixEpoch };
        var sandbox = new SandboxDocument
        {
            Id = "s",
            ContainerId = "c",
            NamespacePath = "/ns/s",
            Endpoints = [Endpoint("whole", network.Id, "veth1"), Endpoint("linkless", network.Id, "veth2"), Endpoint("lost", "gone", "veth1")],
        };
        List<Link> links =
        [
            new() { Index = 1, Name = "br-aaaaaaaaaaaa", Kind = "bridge" },
            new() { Index = 2, Name = "veth1", Kind = "veth", Master = 1 },
            new() { Index = 3, Name = "veth3", Kind = "veth", Master = 1, Group = 7 },
            new() { Index = 4, Name = "other", Kind = "veth", Master = 9, Group = 7 },
            new() { Index = 5, Name = "somebodys", Kind = "veth", Master = 1 },
        ];

        Assert.Equal(
            [
                "ForgetEndpoint linkless: its link is gone",
                "ForgetEndpoint lost: its network is gone",
                "RemoveLink veth3: no sandbox has it",
                "RemoveNamespace /ns/t: no sandbox has it",
            ],
            RestorePlan.Make([network], [sandbox], links, 7, ["/ns/s", "/ns/t"]).Select(step => step.ToString()));
    }

    private static EndpointDocument Endpoint(string id, string network, string link) => new() { Id = id, NetworkId = network, NetworkName = "n", HostInterface = link };
}
