using Gantry.Engine.Containers.Creation;

namespace Gantry.Engine.Tests.Containers.Creation;

public sealed class PortTextTests
{
    /// <summary>What dockerd 28.5.2 shows for such a text in <c>ExposedPorts</c>.</summary>
    [Theory]
    [InlineData("80", "80/tcp")]
    [InlineData("9/UDP", "9/udp")]
    [InlineData("7000-7002", "0/tcp")]
    [InlineData("7002-7000/tcp", "0/tcp")]
    [InlineData("70000", "0/tcp")]
    [InlineData("-5", "0/tcp")]
    [InlineData("80/foo", "80/0")]
    [InlineData("", "0/0")]
    public void An_exposed_port_may_be_any_text(string text, string shown)
    {
        var (port, protocol) = PortText.Exposed(text);
        Assert.Equal(shown, $"{port}/{protocol}");
    }
}
