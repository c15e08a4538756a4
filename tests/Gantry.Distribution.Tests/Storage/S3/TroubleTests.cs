using System.Net;
using System.Text;

using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Storage.S3;

/// <summary>The object store fails.</summary>
public sealed class TroubleTests : S3ServerTests
{
    private static readonly string layer = string.Concat(Enumerable.Range(0, 100_000).Select(number => $"{number} "));

    [Theory]
    [InlineData(S3Trouble.Busy)]
    [InlineData(S3Trouble.CutBefore)]
    [InlineData(S3Trouble.CutAfter)]
    public async Task A_push_goes_on_when_the_store_recovers(S3Trouble trouble)
    {
        var failed = Store.Fail(trouble, 3, request => request.Method == "PUT");
        var image = await Image("a", layer);
        Assert.Equal(3, failed());
        failed = Store.Fail(trouble, 3, request => request.Method == "PUT");
        using (var put = await PutManifest("a", "1", image))
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(3, failed());
        await Move();
        Assert.Equal(image, await Http.GetStringAsync("/v2/a/manifests/1"));
        Assert.Equal(layer, await Http.GetStringAsync($"/v2/a/blobs/{Sha256(layer)}"));
    }

    [Theory]
    [InlineData(S3Trouble.Busy)]
    [InlineData(S3Trouble.CutBefore)]
    [InlineData(S3Trouble.CutAmid)]
    public async Task A_pull_goes_on_when_the_store_recovers(S3Trouble trouble)
    {
        var digest = await Push("a", layer);
        var failed = Store.Fail(trouble, 3, request => request.Method == "GET");
        Assert.Equal(layer, await Http.GetStringAsync($"/v2/a/blobs/{digest}"));
        Assert.Equal(3, failed());
        failed = Store.Fail(trouble, 3, request => request.Method == "GET");
        using var part = await Get($"/v2/a/blobs/{digest}", ("Range", "bytes=5-70000"));
        Assert.Equal(layer[5..70001], await part.Content.ReadAsStringAsync());
        Assert.Equal(3, failed());
    }

    [Theory]
    [InlineData(S3Trouble.Busy, "answers SlowDown: Please reduce your request rate.")]
    [InlineData(S3Trouble.CutBefore, "cannot be reached: ")]
    public async Task What_the_store_does_not_take_is_not_acknowledged(S3Trouble trouble, string why)
    {
        var image = await Image("a", "layer");
        Store.Fail(trouble, int.MaxValue, request => request.Method == "PUT");
        Assert.StartsWith($"the object store {Store.Address.GetLeftPart(UriPartial.Authority)} {why}", await Detail(await Send(HttpMethod.Post, $"/v2/a/blobs/uploads/?digest={Sha256(layer)}", layer), HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        await Refused(await PutManifest("a", "1", image), HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        await Refused(await Get($"/v2/a/blobs/{Sha256(layer)}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        await Refused(await Get("/v2/a/manifests/1"), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        Store.Trouble = _ => null;
        Assert.Equal(Sha256(layer), await Push("a", layer));
        using var put = await PutManifest("a", "1", image);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
    }

    [Fact]
    public async Task An_upload_the_store_did_not_take_is_ended_later()
    {
        var upload = await Begin("a");
        Store.Fail(S3Trouble.Busy, int.MaxValue, request => request.Method == "PUT");
        await Refused(await Send(HttpMethod.Put, $"{upload}?digest={Sha256("hello")}", "hello"), HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        Store.Trouble = _ => null;
        using (var put = await Send(HttpMethod.Put, $"{upload}?digest={Sha256("hello")}"))
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal("hello", await Http.GetStringAsync($"/v2/a/blobs/{Sha256("hello")}"));
    }

    [Fact]
    public async Task A_pull_the_store_does_not_serve_is_refused_and_not_to_be_kept()
    {
        var digest = await Push("a", layer);
        Store.Fail(S3Trouble.Busy, int.MaxValue, request => request.Method == "GET");
        using var answer = await Get($"/v2/a/blobs/{digest}");
        Assert.Null(answer.Headers.CacheControl);
        await Refused(answer, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
    }

    [Fact]
    public async Task A_pull_that_breaks_off_for_good_is_cut()
    {
        var digest = await Push("a", layer);
        var count = 0;
        Store.Trouble = request => request.Method != "GET" ? null : Interlocked.Increment(ref count) == 1 ? S3Trouble.CutAmid : S3Trouble.Busy;
        await Assert.ThrowsAsync<HttpRequestException>(() => Http.GetByteArrayAsync($"/v2/a/blobs/{digest}"));
    }

    [Fact]
    public async Task A_removal_the_store_does_not_do_is_told_and_done_later()
    {
        using (await PutManifest("a", "1", await Image("a", "layer"))) { }
        Store.Fail(S3Trouble.Busy, int.MaxValue, request => request.Method == "DELETE");
        await Refused(await Send(HttpMethod.Delete, "/v2/a/manifests/1"), HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        Assert.True(Store.Objects.ContainsKey(Key("repositories/a/_tags/1")));
        Store.Trouble = _ => null;
        await Server.CollectAsync();
        Assert.False(Store.Objects.ContainsKey(Key("repositories/a/_tags/1")));
    }

    [Fact]
    public async Task What_is_pushed_again_after_such_a_removal_stays()
    {
        var image = await Image("a", "layer");
        using (await PutManifest("a", "1", image)) { }
        Store.Fail(S3Trouble.Busy, int.MaxValue, request => request.Method == "DELETE");
        using (await Send(HttpMethod.Delete, "/v2/a/manifests/1")) { }
        Store.Trouble = _ => null;
        using (await PutManifest("a", "1", image)) { }
        await Server.CollectAsync();
        Assert.Equal(Sha256(image), Encoding.UTF8.GetString(Store.Objects[Key("repositories/a/_tags/1")]));
    }
}
