using System.Net;

using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Auth;

public sealed class ReadOnlyTests : ServerTests
{
    protected override DistributionOptions Configure(DistributionOptions options) => options with { ReadOnly = true };

    [Fact]
    public async Task Nothing_can_be_changed()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete })
            await Refused(await Send(method, "/v2/a/blobs/uploads/", ""), HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
        Assert.Equal("""{"repositories":[]}""", await Http.GetStringAsync("/v2/_catalog"));
    }

    [Fact]
    public async Task Nothing_is_collected()
    {
        var blob = Path.Combine(Root, "blobs/sha256", Sha256("x")["sha256:".Length..]);
        File.WriteAllText(blob, "x");
        File.SetLastWriteTimeUtc(blob, DateTime.UtcNow.AddDays(-9));
        Assert.Equal(0, (await Server.CollectAsync()).Contents);
        Assert.True(File.Exists(blob));
    }
}
