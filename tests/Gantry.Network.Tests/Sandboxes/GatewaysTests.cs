using Gantry.Network.Sandboxes;
using Gantry.Network.State;

namespace Gantry.Network.Tests.Sandboxes;

public sealed class GatewaysTests
{
    [Fact]
    public void The_name_decides_between_equal_priorities()
    {
        var chosen = Gateways.Of(Sandbox(Endpoint("b", "10.0.2.1"), Endpoint("a", "10.0.1.1")));
        Assert.Equal("a", chosen.IPv4!.NetworkName);
        Assert.Null(chosen.IPv6);
    }

    [Fact]
    public void The_highest_priority_wins() =>
        Assert.Equal("b", Gateways.Of(Sandbox(Endpoint("a", "10.0.1.1"), Endpoint("b", "10.0.2.1", priority: 1))).IPv4!.NetworkName);

    [Fact]
    public void An_endpoint_with_both_families_gives_both_routes()
    {
        var chosen = Gateways.Of(Sandbox(Endpoint("a", "10.0.1.1"), Endpoint("b", "10.0.2.1", "fd00::1")));
        Assert.Equal(("b", "b"), (chosen.IPv4!.NetworkName, chosen.IPv6!.NetworkName));
    }

    [Fact]
    public void Families_may_have_different_gateways()
    {
        var chosen = Gateways.Of(Sandbox(Endpoint("a", "10.0.1.1"), Endpoint("b", "", "fd00::1")));
        Assert.Equal(("a", "b"), (chosen.IPv4!.NetworkName, chosen.IPv6!.NetworkName));
    }

    private static SandboxDocument Sandbox(params EndpointDocument[] endpoints) => new() { Id = "s", ContainerId = "c", Endpoints = endpoints };

    private static EndpointDocument Endpoint(string network, string gateway4, string gateway6 = "", int priority = 0) => new()
    {
        Id = network,
        NetworkId = network,
        NetworkName = network,
        IPv4Gateway = gateway4,
        IPv6Gateway = gateway6,
        GatewayPriority = priority,
    };
}
