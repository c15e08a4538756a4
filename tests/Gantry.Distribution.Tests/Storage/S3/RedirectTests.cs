using System.Net;

using Gantry.Distribution.Hosting;

namespace Gantry.Distribution.Tests.Storage.S3;

/// <summary>Clients are sent to the object store.</summary>
public sealed class RedirectTests : S3ServerTests
{
    protected override DistributionOptions Configure(DistributionOptions options) => options with { Bucket = Store.Options with { Redirect = true } };

    [Fact]
    public async Task A_blob_is_got_from_the_store_for_a_while()
    {
        var digest = await Push("a", "hello");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Http.BaseAddress };
        using var answer = await http.GetAsync($"/v2/a/blobs/{digest}");
        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal(Store.Address.Authority, answer.Headers.Location!.Authority);
        Assert.Equal("hello", await http.GetStringAsync(answer.Headers.Location));
        Store.Now = () => DateTimeOffset.UtcNow.AddHours(1);
        using var late = await http.GetAsync(answer.Headers.Location);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        using var look = await Send(HttpMethod.Head, $"/v2/a/blobs/{digest}");
        Assert.Equal(HttpStatusCode.OK, look.StatusCode);
        await Refused(await Get($"/v2/a/blobs/{Sha256("other")}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }
}
