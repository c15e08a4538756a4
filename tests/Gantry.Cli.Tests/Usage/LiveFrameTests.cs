using Gantry.Cli.Usage.Live;

namespace Gantry.Cli.Tests.Usage;

public sealed class LiveFrameTests
{
    private static LiveSample Sample(string name, double processors, double memory, Traffic network = default) =>
        new(name, processors, $"{processors:0.00}%", memory, "1MiB / 2GiB", "0.05%", network, default, "1");

    private static string[] Draw(LiveOrder order, int columns, int rows) => LiveFrame.Draw(
        [Sample("idle", 0, 300), Sample("busy", 150, 100, new Traffic(1000, 500)), Sample("half", 50, 200)], order, columns, rows, "title").Split("\r\n");

    [Theory]
    [InlineData(LiveOrder.Processors, "busy half idle")]
    [InlineData(LiveOrder.Memory, "idle half busy")]
    [InlineData(LiveOrder.Network, "busy half idle")]
    [InlineData(LiveOrder.Name, "busy half idle")]
    public void The_busiest_stands_first(object order, string names) =>
        Assert.Equal(names, string.Join(' ', Draw((LiveOrder)order, 120, 10)[4..7].Select(line => line.Split(' ')[0])));

    [Fact]
    public void It_fits_the_terminal()
    {
        var lines = Draw(LiveOrder.Processors, 40, 6);
        Assert.Equal(6, lines.Length);
        Assert.All(lines, line => Assert.True(line.Replace("\u001b[1m", "").Replace("\u001b[7m", "").Replace("\u001b[0m", "").Replace("\u001b[K", "").Length <= 40, line));
    }

    [Fact]
    public void Traffic_is_what_passed_in_the_time()
    {
        Assert.Equal(new Traffic(50, 100), Traffic.Between((100, 0), (200, 200), TimeSpan.FromSeconds(2)));
        Assert.Equal(default, Traffic.Between(null, (200, 200), TimeSpan.FromSeconds(2)));
        Assert.Equal(new Traffic(0, 1), Traffic.Between((500, 0), (10, 1), TimeSpan.FromSeconds(1)));
    }
}
