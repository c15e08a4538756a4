using Gantry.Cli.Containers;

namespace Gantry.Cli.Tests.Containers;

public sealed class GpuSpecTests
{
    [Theory]
    [InlineData("all", -1, "", "gpu")]
    [InlineData("2", 2, "", "gpu")]
    [InlineData("device=0", 0, "0", "gpu")]
    [InlineData("\"device=0,1\",\"capabilities=utility\"", 0, "0 1", "utility gpu")]
    public void A_request_is_read(string text, int count, string devices, string capabilities)
    {
        var request = GpuSpec.Parse(text);
        Assert.Equal((count, devices, capabilities), (request.Count, string.Join(' ', request.Ids ?? []), string.Join(' ', request.Capabilities![0])));
    }

    [Theory]
    [InlineData("count=1,count=2", "gpu request key 'count' can be specified only once")]
    [InlineData("bogus=1", "unexpected key 'bogus' in 'bogus=1'")]
    public void What_is_none_is_told(string text, string sentence) => Assert.Equal(sentence, Assert.Throws<FormatException>(() => GpuSpec.Parse(text)).Message);
}
