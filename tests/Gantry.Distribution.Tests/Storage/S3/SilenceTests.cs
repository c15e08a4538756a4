using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Storage.S3;

/// <summary>The object store does nothing, and does not say so.</summary>
public sealed class SilenceTests : S3ServerTests
{
    private static readonly string layer = new('x', 9_000_000); // more than waits between two sockets

    protected override DistributionOptions Configure(DistributionOptions options) => options with { Bucket = Store.Options with { Silence = TimeSpan.FromMilliseconds(700) } };

    [Theory]
    [InlineData("PUT", S3Trouble.Silent)]
    [InlineData("GET", S3Trouble.Silent)]
    [InlineData("GET", S3Trouble.SilentAmid)]
    public async Task Another_try_is_made(string method, S3Trouble trouble)
    {
        var failed = Store.Fail(trouble, 1, request => request.Method == method);
        var digest = await Push("a", layer);
        Assert.Equal(layer, await Http.GetStringAsync($"/v2/a/blobs/{digest}"));
        Assert.Equal(1, failed());
    }
}
