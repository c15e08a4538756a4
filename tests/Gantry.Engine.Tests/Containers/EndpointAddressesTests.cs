using System.Text.Json;

using Gantry.Engine.Containers;

namespace Gantry.Engine.Tests.Containers;

public sealed class EndpointAddressesTests
{
    /// <summary>What dockerd 28.5.2 shows where it was given this.</summary>
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"IPv4Address":"","IPv6Address":null,"LinkLocalIPs":[]}""", "{}")]
    [InlineData("""{"LinkLocalIPs":["169.254.3.4"]}""", """{"LinkLocalIPs":["169.254.3.4"]}""")]
    public void What_is_empty_is_left_out(string given, string shown) =>
        Assert.Equal(shown, JsonSerializer.Serialize(JsonSerializer.Deserialize<EndpointAddresses>(given)));
}
