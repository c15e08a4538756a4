using Gantry.Network.Firewall;

namespace Gantry.Network.Tests.Firewall;

public sealed class PassagesTests
{
    private static readonly Passage Web = new("172.17.0.3", "172.17.0.2", "tcp", 80);
    private static readonly Passage Dns = new("172.17.0.3", "172.17.0.2", "udp", 53);
    private static readonly Passage Other = new("172.17.0.4", "172.17.0.3", "tcp", 80);

    [Fact]
    public void What_two_ask_for_stays_until_neither_does()
    {
        var passages = new Passages();
        Assert.Equal([Web, Dns], passages.Set("one", [Web, Dns]).New);
        Assert.Empty(passages.Set("two", [Web]).New);
        Assert.Equal([Dns], passages.Set("one", []).Gone);
        Assert.Equal([Web], passages.Set("two", []).Gone);
        Assert.Empty(passages.All);
    }

    [Fact]
    public void An_address_that_is_given_back_is_in_none()
    {
        var passages = new Passages();
        passages.Set("one", [Web]);
        passages.Set("two", [Other]);
        Assert.Equal([Web], passages.Drop(["172.17.0.2"]));
        Assert.Equal([Other], passages.Drop(["172.17.0.4"]));
        Assert.Empty(passages.Drop(["172.17.0.3"]));
    }
}
