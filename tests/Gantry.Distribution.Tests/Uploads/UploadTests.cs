using System.Net;

using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Uploads;

public class UploadTests : ServerTests
{
    [Fact]
    public async Task Post_and_put_store_a_blob()
    {
        var upload = await Begin("a/b");
        using var put = await Send(HttpMethod.Put, $"{upload}?digest={Sha256("hello")}", "hello");
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal($"/v2/a/b/blobs/{Sha256("hello")}", put.Headers.Location!.OriginalString);
        Assert.Equal("hello", await Http.GetStringAsync(put.Headers.Location));
        await Refused(await Get(upload), HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task Chunks_go_on_where_the_last_one_ended()
    {
        var upload = await Begin("a");
        using (var first = await Send(HttpMethod.Patch, upload, "hel", ("Content-Range", "0-2")))
        {
            Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
            Assert.Equal("0-2", Header(first, "Range"));
        }

        var early = await Send(HttpMethod.Patch, upload, "o", ("Content-Range", "4-4"));
        Assert.Equal("0-2", Header(early, "Range"));
        Assert.Equal(upload, early.Headers.Location!.OriginalString);
        await Refused(early, HttpStatusCode.RequestedRangeNotSatisfiable, "RANGE_INVALID");
        await Refused(await Send(HttpMethod.Patch, upload, "lo", ("Content-Range", "3-9")), HttpStatusCode.BadRequest, "SIZE_INVALID");
        using (var status = await Get(upload))
        {
            Assert.Equal(HttpStatusCode.NoContent, status.StatusCode);
            Assert.Equal("0-2", Header(status, "Range"));
        }

        await Refused(await Send(HttpMethod.Put, $"{upload}?digest={Sha256("hello")}", "o", ("Content-Range", "4-4")), HttpStatusCode.RequestedRangeNotSatisfiable, "RANGE_INVALID");
        using var put = await Send(HttpMethod.Put, $"{upload}?digest={Sha256("hello")}", "lo", ("Content-Range", "3-4"));
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
    }

    [Fact]
    public async Task An_upload_is_taken_up_after_a_restart()
    {
        var upload = await Begin("a");
        (await Send(HttpMethod.Patch, upload, "hel")).Dispose();
        await Restart();
        using (var status = await Get(upload))
            Assert.Equal("0-2", Header(status, "Range"));
        using var put = await Send(HttpMethod.Put, $"{upload}?digest={Sha256("hello")}", "lo");
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
    }

    [Fact]
    public async Task Sha512_is_as_good()
    {
        var upload = await Begin("a");
        using (var put = await Send(HttpMethod.Put, $"{upload}?digest={Sha512("hello")}", "hello"))
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        using (var post = await Send(HttpMethod.Post, $"/v2/a/blobs/uploads/?digest={Sha512("other")}", "other"))
            Assert.Equal(HttpStatusCode.Created, post.StatusCode);
        Assert.Equal("hello", await Http.GetStringAsync($"/v2/a/blobs/{Sha512("hello")}"));
        Assert.Equal("other", await Http.GetStringAsync($"/v2/a/blobs/{Sha512("other")}"));
    }

    [Theory]
    [InlineData("sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sha256:00")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("")]
    public async Task A_wrong_digest_leaves_nothing(string digest)
    {
        await Refused(await Send(HttpMethod.Put, $"{await Begin("a")}?digest={digest}", "hello"), HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await Refused(await Send(HttpMethod.Post, $"/v2/a/blobs/uploads/?digest={digest}", "hello"), HttpStatusCode.BadRequest, "DIGEST_INVALID");
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Files, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_cancelled_upload_is_gone()
    {
        var upload = await Begin("a");
        using (var cancelled = await Send(HttpMethod.Delete, upload))
            Assert.Equal(HttpStatusCode.NoContent, cancelled.StatusCode);
        await Refused(await Send(HttpMethod.Patch, upload, "x"), HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        Assert.Equal([".writer"], Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_upload_belongs_to_its_repository()
    {
        var upload = await Begin("a");
        await Refused(await Send(HttpMethod.Patch, upload.Replace("/a/", "/b/", StringComparison.Ordinal), "x"), HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        await Refused(await Get("/v2/a/blobs/uploads/..%2f..%2fx"), HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task A_blob_is_mounted_from_where_it_is()
    {
        var digest = await Push("a", "hello");
        using (var mounted = await Send(HttpMethod.Post, $"/v2/b/blobs/uploads/?mount={digest}&from=a"))
        {
            Assert.Equal(HttpStatusCode.Created, mounted.StatusCode);
            Assert.Equal($"/v2/b/blobs/{digest}", mounted.Headers.Location!.OriginalString);
        }

        Assert.Equal("hello", await Http.GetStringAsync($"/v2/b/blobs/{digest}"));
        using var missing = await Send(HttpMethod.Post, $"/v2/b/blobs/uploads/?mount={Sha256("other")}&from=a");
        Assert.Equal(HttpStatusCode.Accepted, missing.StatusCode);
    }

    [Fact]
    public async Task Chunked_coding_is_taken_whatever_the_pieces()
    {
        var upload = await Begin("a");
        var text = new string('x', 300_000);
        using var request = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = new StringContent(text) };
        request.Headers.TransferEncodingChunked = true;
        using (var patched = await Http.SendAsync(request))
            Assert.Equal("0-299999", Header(patched, "Range"));
        using var put = await Send(HttpMethod.Put, $"{upload}?digest={Sha256(text)}");
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
    }
}
