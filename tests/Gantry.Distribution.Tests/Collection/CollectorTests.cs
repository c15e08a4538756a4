using System.Net;

using Gantry.Distribution.Collection;
using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Collection;

public class CollectorTests : ServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    protected override DistributionOptions Configure(DistributionOptions options) => options with { BlobPatience = Patience, UploadPatience = Patience };

    [Fact]
    public async Task What_a_manifest_names_stays_and_the_rest_goes()
    {
        using (await PutManifest("a", "1", await Image("a", "layer"))) { }
        var lost = await Push("a", "lost content");
        await Push("b/c", "lost content");
        Age();
        Assert.Equal(new Collected(1, "lost content".Length, 0), await Server.CollectAsync());
        Assert.Equal(new Collected(0, 0, 0), await Server.CollectAsync());
        Assert.Equal(HttpStatusCode.NotFound, await Status(HttpMethod.Get, $"/v2/a/blobs/{lost}"));
        Assert.Equal(HttpStatusCode.NotFound, await Status(HttpMethod.Get, $"/v2/b/c/blobs/{lost}"));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, $"/v2/a/blobs/{Sha256("layer")}"));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, "/v2/a/manifests/1"));
    }

    [Fact]
    public async Task A_removed_images_content_goes_but_for_what_others_share()
    {
        using (await PutManifest("a", "1", await Image("a", "shared"))) { }
        using var put = await PutManifest("a", "2", await Image("a", "own"));
        using (await Send(HttpMethod.Delete, $"/v2/a/manifests/{Header(put, "Docker-Content-Digest")}")) { }
        Age();
        Assert.Equal(2, (await Server.CollectAsync()).Contents);
        Assert.Equal(HttpStatusCode.NotFound, await Status(HttpMethod.Get, $"/v2/a/blobs/{Sha256("own")}"));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, $"/v2/a/blobs/{Sha256("shared")}"));
    }

    [Fact]
    public async Task What_a_push_in_flight_has_sent_asked_for_or_mounted_stays()
    {
        foreach (var content in new[] { "asked", "mounted", "sent again", "old" })
            await Push("a", content);
        Age();
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Head, $"/v2/a/blobs/{Sha256("asked")}"));
        Assert.Equal(HttpStatusCode.Created, await Status(HttpMethod.Post, $"/v2/b/blobs/uploads/?mount={Sha256("mounted")}&from=a"));
        await Push("a", "sent again");
        Assert.Equal(1, (await Server.CollectAsync()).Contents);
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, $"/v2/a/blobs/{Sha256("asked")}"));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, $"/v2/b/blobs/{Sha256("mounted")}"));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, $"/v2/a/blobs/{Sha256("sent again")}"));
        Assert.Equal(HttpStatusCode.NotFound, await Status(HttpMethod.Get, $"/v2/a/blobs/{Sha256("old")}"));
    }

    [Fact]
    public async Task An_upload_nobody_goes_on_with_goes()
    {
        var old = await Begin("a");
        await Restart();
        Age();
        var fresh = await Begin("a");
        Assert.Equal(1, (await Server.CollectAsync()).Uploads);
        Assert.Equal(HttpStatusCode.NoContent, await Status(HttpMethod.Get, fresh));
        Assert.Equal(HttpStatusCode.NotFound, await Status(HttpMethod.Get, old));
    }

    [Fact]
    public async Task A_manifest_nobody_can_read_keeps_its_repositorys_content()
    {
        using (await PutManifest("a", "1", await Image("a", "layer"))) { }
        using (await PutManifest("a", "2", await Image("a", "other layer"))) { }
        await Push("a", "loose");
        File.Delete(Path.Combine(Files, "blobs/sha256", Path.GetFileName(Directory.EnumerateFiles(Path.Combine(Files, "repositories/a/_manifests/sha256")).Order(StringComparer.Ordinal).First())));
        Age();
        Assert.Equal(0, (await Server.CollectAsync()).Contents);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotFound], new[] { await Status(HttpMethod.Get, "/v2/a/manifests/1"), await Status(HttpMethod.Get, "/v2/a/manifests/2") }.Order());
    }

    /// <summary>Nobody has wanted anything for two hours.</summary>
    private void Age()
    {
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - 2 * Patience);
    }

    private async Task<HttpStatusCode> Status(HttpMethod method, string path)
    {
        using var answer = await Send(method, path);
        return answer.StatusCode;
    }
}
