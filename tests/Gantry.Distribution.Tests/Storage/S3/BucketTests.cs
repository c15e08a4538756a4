using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Gantry.Distribution.Tests.Storage.S3;

public sealed class BucketTests : S3ServerTests
{
    [Fact]
    public async Task Everything_is_in_the_bucket_and_another_machine_serves_it()
    {
        Store.PageSize = 2;
        var image = await Image("a/b", "layer");
        string digest;
        using (var put = await PutManifest("a/b", "v1", image))
            digest = Header(put, "Docker-Content-Digest");
        using (await PutManifest("a/b", "v2", image)) { }
        var about = await Image("a/b", "signature", $$""","subject":{"mediaType":"{{OciManifest}}","digest":"{{digest}}","size":1},"artifactType":"x/y" """);
        using (var put = await PutManifest("a/b", Sha256(about), about))
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        using (var mounted = await Send(HttpMethod.Post, $"/v2/c/blobs/uploads/?mount={Sha256("layer")}&from=a/b"))
            Assert.Equal(HttpStatusCode.Created, mounted.StatusCode);
        Assert.Equal(digest, Encoding.UTF8.GetString(Store.Objects[Key("repositories/a/b/_tags/v1")]));
        Assert.Equal(image, Encoding.UTF8.GetString(Store.Objects[BlobKey(digest)]));
        Assert.Equal("layer", Encoding.UTF8.GetString(Store.Objects[BlobKey(Sha256("layer"))]));

        await Move();
        Assert.Equal(image, await Http.GetStringAsync("/v2/a/b/manifests/v2"));
        Assert.Equal("layer", await Http.GetStringAsync($"/v2/a/b/blobs/{Sha256("layer")}"));
        Assert.Equal("layer", await Http.GetStringAsync($"/v2/c/blobs/{Sha256("layer")}"));
        Assert.Equal("""{"name":"a/b","tags":["v1","v2"]}""", await Http.GetStringAsync("/v2/a/b/tags/list"));
        Assert.Equal(Sha256(about), JsonNode.Parse(await Http.GetStringAsync($"/v2/a/b/referrers/{digest}"))!["manifests"]![0]!["digest"]!.GetValue<string>());
        using (var look = await Send(HttpMethod.Head, $"/v2/a/b/blobs/{Sha256("layer")}"))
            Assert.Equal(5, look.Content.Headers.ContentLength);
        using var part = await Get($"/v2/a/b/blobs/{Sha256("layer")}", ("Range", "bytes=1-3"));
        Assert.Equal("aye", await part.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_is_removed_is_removed_in_the_bucket()
    {
        string digest;
        using (var put = await PutManifest("a", "1", await Image("a", "layer")))
            digest = Header(put, "Docker-Content-Digest");
        using (await PutManifest("a", "2", await Image("a", "layer"))) { }
        using (await Send(HttpMethod.Delete, "/v2/a/manifests/1")) { }
        Assert.False(Store.Objects.ContainsKey(Key("repositories/a/_tags/1")));
        using (await Send(HttpMethod.Delete, $"/v2/a/blobs/{Sha256("layer")}")) { }
        using (await Send(HttpMethod.Delete, $"/v2/a/manifests/{digest}")) { }
        Assert.Equal([Key("repositories/a/_blobs/" + Sha256("{}").Replace(':', '/'))], Store.Objects.Keys.Where(key => key.Contains("/repositories/", StringComparison.Ordinal)));
        await Move();
        await Refused(await Get("/v2/a/manifests/2"), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task A_mirror_that_is_behind_is_made_right_and_one_that_is_right_is_left()
    {
        using (await PutManifest("a", "1", await Image("a", "layer"))) { }
        using (await PutManifest("a", "2", await Image("a", "layer"))) { }
        var other = Sha256("no such manifest");
        Store.Objects[Key("repositories/a/_tags/1")] = Encoding.UTF8.GetBytes(other);
        Store.Objects[Key("repositories/a/_tags/new")] = Encoding.UTF8.GetBytes(other);
        Store.Objects[Key("repositories/a/_tags/../../../../escaped")] = "x"u8.ToArray();
        Store.Objects.TryRemove(Key("repositories/a/_tags/2"), out _);
        Store.Requests.Clear();
        await Restart();
        Assert.Equal("""{"name":"a","tags":["1","new"]}""", await Http.GetStringAsync("/v2/a/tags/list"));
        Assert.Equal(other, File.ReadAllText(Path.Combine(Files, "repositories/a/_tags/1")));
        Assert.False(File.Exists(Path.Combine(Root, "escaped")));
        Assert.Equal(2, Store.Requests.Count(request => request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("/_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_manifest_is_fetched_once()
    {
        using (await PutManifest("a", "1", await Image("a", "layer"))) { }
        await Move();
        Store.Requests.Clear();
        var first = await Http.GetStringAsync("/v2/a/manifests/1");
        Assert.Equal(first, await Http.GetStringAsync("/v2/a/manifests/1"));
        Assert.Single(Store.Requests);
        foreach (var copy in Directory.EnumerateFiles(Path.Combine(Files, "manifests")))
            File.WriteAllText(copy, "damaged");
        Assert.Equal(first, await Http.GetStringAsync("/v2/a/manifests/1"));
    }

    [Fact]
    public async Task What_somebody_took_out_of_the_bucket_is_unknown()
    {
        var digest = await Push("a", "hello");
        Store.Objects.Clear();
        await Refused(await Get($"/v2/a/blobs/{digest}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }
}
