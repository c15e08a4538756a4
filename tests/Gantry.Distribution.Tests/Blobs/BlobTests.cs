using System.Net;

using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Blobs;

public class BlobTests : ServerTests
{
    [Theory]
    [InlineData("bytes=0-0", "0", "bytes 0-0/10")]
    [InlineData("bytes=3-5", "345", "bytes 3-5/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=8-99", "89", "bytes 8-9/10")]
    [InlineData("bytes=-2", "89", "bytes 8-9/10")]
    [InlineData("bytes=-20", "0123456789", "bytes 0-9/10")]
    public async Task A_part_is_given(string asked, string part, string range)
    {
        using var answer = await Get($"/v2/a/blobs/{await Push("a", "0123456789")}", ("Range", asked));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(range, Header(answer, "Content-Range"));
        Assert.Equal(part, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("bytes=5-3")]
    [InlineData("bytes=x-")]
    [InlineData("bytes=0-1,3-4")]
    [InlineData("lines=0-1")]
    public async Task A_part_that_is_not_understood_is_the_whole(string asked)
    {
        using var answer = await Get($"/v2/a/blobs/{await Push("a", "0123456789")}", ("Range", asked));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("0123456789", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_part_beyond_the_end_is_refused()
    {
        var answer = await Get($"/v2/a/blobs/{await Push("a", "0123456789")}", ("Range", "bytes=10-"));
        Assert.Equal("bytes */10", Header(answer, "Content-Range"));
        await Refused(answer, HttpStatusCode.RequestedRangeNotSatisfiable, "RANGE_INVALID");
    }

    [Fact]
    public async Task The_head_tells_size_and_digest()
    {
        var digest = await Push("a", "hello");
        using var answer = await Send(HttpMethod.Head, $"/v2/a/blobs/{digest}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("5", Header(answer, "Content-Length"));
        Assert.Equal(digest, Header(answer, "Docker-Content-Digest"));
    }

    [Fact]
    public async Task A_blob_is_one_repositorys_and_stored_once()
    {
        var digest = await Push("a", "hello");
        await Refused(await Get($"/v2/b/blobs/{digest}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        await Push("b", "hello");
        Assert.Single(Directory.EnumerateFiles(Path.Combine(Files, "blobs"), "*", SearchOption.AllDirectories));
        using (var deleted = await Send(HttpMethod.Delete, $"/v2/a/blobs/{digest}"))
            Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        await Refused(await Get($"/v2/a/blobs/{digest}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        Assert.Equal("hello", await Http.GetStringAsync($"/v2/b/blobs/{digest}"));
        await Refused(await Send(HttpMethod.Delete, $"/v2/a/blobs/{digest}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }

    [Theory]
    [InlineData("/v2/a/blobs/sha256:..%2f..%2fetc")]
    [InlineData("/v2/a/blobs/sha256:ABCD")]
    [InlineData("/v2/a/blobs/x")]
    public async Task What_is_no_digest_is_refused(string path) =>
        await Refused(await Get(path), HttpStatusCode.BadRequest, "DIGEST_INVALID");

    [Theory]
    [InlineData("/v2/A/tags/list")]
    [InlineData("/v2/a..b/tags/list")]
    [InlineData("/v2/a//b/tags/list")]
    [InlineData("/v2/_blobs/tags/list")]
    [InlineData("/v2/a/_tags/tags/list")]
    [InlineData("/v2/.x/tags/list")]
    [InlineData("/v2/a%5c..%5cb/tags/list")]
    public async Task What_is_no_repository_is_refused(string path) =>
        await Refused(await Get(path), HttpStatusCode.BadRequest, "NAME_INVALID");
}
