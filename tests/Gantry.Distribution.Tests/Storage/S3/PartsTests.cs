using System.Net;
using System.Security.Cryptography;

using Gantry.Distribution.Storage.S3;
using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Storage.S3;

/// <summary>Blobs that are brought into the bucket in parts.</summary>
public sealed class PartsTests : S3ServerTests
{
    private static readonly byte[] blob = Bytes((int)(2 * S3Upload.PartSize) + 12345);
    private static readonly string digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob));

    [Fact]
    public async Task A_large_blob_goes_in_parts_and_comes_back()
    {
        await Take(HttpStatusCode.Created);
        Assert.Empty(Store.Uploads);
        Assert.Equal(3, Store.Requests.Count(request => request.Contains("partNumber", StringComparison.Ordinal)));
        Assert.Equal(blob, await Http.GetByteArrayAsync($"/v2/a/blobs/{digest}"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Files, "repositories/a/_uploads")));
    }

    [Theory]
    [InlineData(S3Trouble.Busy, "POST")]
    [InlineData(S3Trouble.CutAfter, "POST")]
    [InlineData(S3Trouble.CutBefore, "PUT")]
    [InlineData(S3Trouble.CutAfter, "PUT")]
    [InlineData(S3Trouble.CutAmid, "POST")]
    public async Task Parts_go_on_when_the_store_recovers(S3Trouble trouble, string method)
    {
        var failed = Store.Fail(trouble, 1, request => request.Method == method && request.Query.ContainsKey("uploadId"));
        await Take(HttpStatusCode.Created);
        Assert.Equal(1, failed());
        Assert.Equal(blob, await Http.GetByteArrayAsync($"/v2/a/blobs/{digest}"));
    }

    [Fact]
    public async Task What_does_not_end_is_abandoned()
    {
        Store.Fail(S3Trouble.Busy, int.MaxValue, request => request.Method == "PUT" && request.Query["partNumber"] == "2");
        await Take(HttpStatusCode.ServiceUnavailable);
        Assert.Empty(Store.Uploads);
        Assert.False(Store.Objects.ContainsKey(BlobKey(digest)));
    }

    [Fact]
    public async Task What_a_crash_left_is_abandoned_at_the_next_start()
    {
        Store.Uploads["lost"] = new FakeUpload(BlobKey(digest));
        Store.Uploads["other"] = new FakeUpload("somebody/elses");
        await Restart();
        Assert.Equal(["other"], Store.Uploads.Keys);
    }

    private async Task Take(HttpStatusCode expected)
    {
        using var answer = await Http.PostAsync($"/v2/a/blobs/uploads/?digest={digest}", new ByteArrayContent(blob));
        Assert.Equal(expected, answer.StatusCode);
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
