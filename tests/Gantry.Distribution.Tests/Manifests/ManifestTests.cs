using System.Net;
using System.Text.Json.Nodes;

using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Manifests;

public class ManifestTests : ServerTests
{
    [Fact]
    public async Task A_manifest_is_given_as_it_came()
    {
        var manifest = await Image("a/b", "layer");
        using (var put = await PutManifest("a/b", "v1", manifest))
        {
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            Assert.Equal(Sha256(manifest), Header(put, "Docker-Content-Digest"));
        }

        foreach (var reference in new[] { "v1", Sha256(manifest) })
        {
            using var got = await Get($"/v2/a/b/manifests/{reference}");
            Assert.Equal(manifest, await got.Content.ReadAsStringAsync());
            Assert.Equal(OciManifest, Header(got, "Content-Type"));
            Assert.Equal(Sha256(manifest), Header(got, "Docker-Content-Digest"));
            using var head = await Send(HttpMethod.Head, $"/v2/a/b/manifests/{reference}");
            Assert.Equal($"{manifest.Length}", Header(head, "Content-Length"));
        }

        await Restart();
        Assert.Equal(manifest, await Http.GetStringAsync("/v2/a/b/manifests/v1"));
    }

    [Fact]
    public async Task What_a_manifest_needs_must_be_here()
    {
        var manifest = await Image("a", "layer");
        await Refused(await PutManifest("b", "v1", manifest), HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        var index = $$"""{"schemaVersion":2,"mediaType":"{{OciIndex}}","manifests":[{"mediaType":"{{OciManifest}}","digest":"{{Sha256(manifest)}}","size":{{manifest.Length}}}]}""";
        await Refused(await PutManifest("a", "all", index, OciIndex), HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        (await PutManifest("a", Sha256(manifest), manifest)).Dispose();
        using var put = await PutManifest("a", "all", index, OciIndex);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
    }

    [Theory]
    [InlineData("", OciManifest)]
    [InlineData("[]", OciManifest)]
    [InlineData("{", OciManifest)]
    [InlineData("""{"schemaVersion":2}{}""", OciManifest)]
    [InlineData("""{"schemaVersion":1}""", "application/vnd.docker.distribution.manifest.v1+prettyjws")]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json"}""", OciManifest)]
    [InlineData("""{"schemaVersion":2,"manifests":[],"layers":[]}""", OciIndex)]
    [InlineData("""{"schemaVersion":2,"config":{"digest":"sha256:../../x"},"layers":[]}""", OciManifest)]
    [InlineData("""{"schemaVersion":2,"layers":[null]}""", OciManifest)]
    [InlineData("""{"schemaVersion":2}""", "text/plain")]
    public async Task What_is_no_manifest_is_refused(string body, string type)
    {
        await Refused(await PutManifest("a", "v1", body, type), HttpStatusCode.BadRequest, "MANIFEST_INVALID");
        Assert.Equal([".writer"], Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_manifest_has_a_largest_size()
    {
        await Refused(await PutManifest("a", "v1", new string(' ', (4 << 20) + 1)), HttpStatusCode.RequestEntityTooLarge, "MANIFEST_INVALID");
        var manifest = await Image("a", "layer", ",\"annotations\":{\"x\":\"" + new string('x', (4 << 20) - 1000) + "\"}");
        using var put = await PutManifest("a", "v1", manifest);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
    }

    [Fact]
    public async Task Tags_and_digests_that_are_none_are_refused()
    {
        var manifest = await Image("a", "layer");
        await Refused(await PutManifest("a", "-x", manifest), HttpStatusCode.BadRequest, "TAG_INVALID");
        await Refused(await PutManifest("a", Sha256("x"), manifest), HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await Refused(await PutManifest("a", "sha256:x", manifest), HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await Refused(await Get("/v2/a/manifests/..%2f_tags"), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task One_push_may_set_several_tags()
    {
        var manifest = await Image("a", "layer");
        using (var put = await PutManifest("a", $"{Sha256(manifest)}?tag=1&tag=1.2", manifest))
            Assert.Equal("1, 1.2", Header(put, "OCI-Tag"));
        Assert.Equal(manifest, await Http.GetStringAsync("/v2/a/manifests/1.2"));
    }

    [Fact]
    public async Task A_tag_goes_alone_a_manifest_with_its_tags()
    {
        var manifest = await Image("a", "layer");
        foreach (var tag in new[] { "1", "2", "3" })
            (await PutManifest("a", tag, manifest)).Dispose();
        using (var untagged = await Send(HttpMethod.Delete, "/v2/a/manifests/1"))
            Assert.Equal(HttpStatusCode.Accepted, untagged.StatusCode);
        await Refused(await Get("/v2/a/manifests/1"), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        Assert.Equal(manifest, await Http.GetStringAsync($"/v2/a/manifests/{Sha256(manifest)}"));
        using (var removed = await Send(HttpMethod.Delete, $"/v2/a/manifests/{Sha256(manifest)}"))
            Assert.Equal(HttpStatusCode.Accepted, removed.StatusCode);
        await Refused(await Get("/v2/a/manifests/2"), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        Assert.Equal("""{"name":"a","tags":[]}""", await Http.GetStringAsync("/v2/a/tags/list"));
        await Refused(await Send(HttpMethod.Delete, "/v2/none/manifests/1"), HttpStatusCode.NotFound, "NAME_UNKNOWN");
    }

    [Fact]
    public async Task Who_speaks_about_a_manifest_is_found()
    {
        var subject = await Image("a", "layer");
        var about = $$""","subject":{"mediaType":"{{OciManifest}}","digest":"{{Sha256(subject)}}","size":{{subject.Length}}},"annotations":{"k":"v"}""";
        var (plain, typed) = (await Image("a", "signature", about), await Image("a", "sbom", about + ",\"artifactType\":\"application/sbom\""));
        using (var put = await PutManifest("a", Sha256(plain), plain))
            Assert.Equal(Sha256(subject), Header(put, "OCI-Subject"));
        (await PutManifest("a", Sha256(typed), typed)).Dispose();

        using (var all = await Get($"/v2/a/referrers/{Sha256(subject)}"))
        {
            Assert.Equal(OciIndex, Header(all, "Content-Type"));
            var found = JsonNode.Parse(await all.Content.ReadAsStringAsync())!["manifests"]!.AsArray();
            Assert.Equal(new[] { Sha256(plain), Sha256(typed) }.Order(StringComparer.Ordinal), found.Select(f => f!["digest"]!.GetValue<string>()));
            Assert.Equal(["application/sbom", "application/vnd.oci.image.config.v1+json"], found.Select(f => f!["artifactType"]!.GetValue<string>()).Order());
            Assert.All(found, f => Assert.Equal("v", f!["annotations"]!["k"]!.GetValue<string>()));
        }

        using (var some = await Get($"/v2/a/referrers/{Sha256(subject)}?artifactType=application/sbom"))
        {
            Assert.Equal("artifactType", Header(some, "OCI-Filters-Applied"));
            Assert.Equal(Sha256(typed), Assert.Single(JsonNode.Parse(await some.Content.ReadAsStringAsync())!["manifests"]!.AsArray())!["digest"]!.GetValue<string>());
        }

        (await Send(HttpMethod.Delete, $"/v2/a/manifests/{Sha256(typed)}")).Dispose();
        Assert.Single(JsonNode.Parse(await Http.GetStringAsync($"/v2/a/referrers/{Sha256(subject)}"))!["manifests"]!.AsArray());
        Assert.Equal($$"""{"schemaVersion":2,"mediaType":"{{OciIndex}}","manifests":[]}""", await Http.GetStringAsync($"/v2/b/referrers/{Sha256("x")}"));
        await Refused(await Get("/v2/a/referrers/x"), HttpStatusCode.BadRequest, "DIGEST_INVALID");
    }
}
