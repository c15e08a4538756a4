using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

public sealed class PushTests(EngineFixture fixture) : EngineTests(fixture)
{
    private RegistryServer registry = null!;

    public override async Task InitializeAsync() => registry = await RegistryServer.Start(Engine);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var image in (await Docker(["images", "--filter", "reference=localhost:*/*", "--filter", "reference=localhost:*/*/*", "--format", "{{.Repository}}:{{.Tag}}"])).Lines)
            await Docker($"rmi -f {image}");
        await registry.DisposeAsync();
        Directory.Delete(registry.Folder, recursive: true);
    }

    private async Task<JsonNode> Manifest(string reference) =>
        JsonNode.Parse((await Engine.Shell($"skopeo inspect --raw --tls-verify=false docker://localhost:5000/{reference}")).Ok().Out)!;

    [Fact]
    public async Task What_is_pushed_can_be_pulled_and_keeps_its_id()
    {
        var id = (await Docker("image inspect -f {{.Id}} busybox")).Ok().Line;
        var layer = (await Docker(["image", "inspect", "-f", "{{index .RootFS.Layers 0}}", "busybox"])).Ok().Line[7..19];
        (await Docker("tag busybox localhost:5000/a/b:1")).Ok();
        var said = (await Docker("push localhost:5000/a/b:1")).Ok().Lines;
        Assert.Equal(["The push refers to repository [localhost:5000/a/b]", $"{layer}: Preparing", $"{layer}: Pushed"], said[..3]);
        var digest = (await Engine.Shell("skopeo inspect --tls-verify=false -f '{{.Digest}}' docker://localhost:5000/a/b:1")).Ok().Line;
        Assert.StartsWith($"1: digest: {digest} size: ", said[^1], StringComparison.Ordinal);
        Assert.Equal(id, (await Manifest("a/b:1"))["config"]!["digest"]!.GetValue<string>());
        Assert.Equal("application/vnd.docker.image.rootfs.diff.tar.gzip", (await Manifest("a/b:1"))["layers"]![0]!["mediaType"]!.GetValue<string>());
        (await Docker(["image", "inspect", "-f", "{{json .RepoDigests}}", "localhost:5000/a/b:1"])).Prints($"[\"localhost:5000/a/b@{digest}\"]\n");
        (await Docker("images --digests --format {{.Digest}} localhost:5000/a/b")).Prints(digest + "\n");
        (await Docker("rmi localhost:5000/a/b:1")).Ok();
        (await Docker("pull -q localhost:5000/a/b:1")).Ok();
        (await Docker(["image", "inspect", "-f", "{{.Id}}", "localhost:5000/a/b:1"])).Prints(id + "\n");
    }

    [Fact]
    public async Task What_the_registry_has_is_not_sent_again()
    {
        var layer = (await Docker(["image", "inspect", "-f", "{{index .RootFS.Layers 0}}", "busybox"])).Ok().Line[7..19];
        (await Docker("tag busybox localhost:5000/a/b:1")).Ok();
        (await Docker("tag busybox localhost:5000/c/d")).Ok();
        var digest = (await Docker("push localhost:5000/a/b:1")).Ok().Lines[^1]["1: ".Length..];
        (await Docker("push localhost:5000/a/b:1")).Prints($"The push refers to repository [localhost:5000/a/b]\n{layer}: Preparing\n{layer}: Layer already exists\n1: {digest}\n");
        (await Docker("push localhost:5000/c/d")).Prints($"Using default tag: latest\nThe push refers to repository [localhost:5000/c/d]\n{layer}: Preparing\n{layer}: Mounted from a/b\nlatest: {digest}\n");
        (await Docker("push -q localhost:5000/c/d")).Prints("localhost:5000/c/d:latest\n");
    }

    [Fact]
    public async Task An_image_with_plain_layers_goes_back_as_it_came()
    {
        (await Engine.Shell("""
            head -c 5000 /dev/urandom >own && tar -c own | docker import - own && docker save own -o own.tar && docker rmi own &&
            skopeo copy -q --dest-decompress docker-archive:own.tar dir:plain && sed -i s/rootfs.diff.tar.gzip/rootfs.diff.tar/ plain/manifest.json &&
            skopeo copy -q --preserve-digests --dest-tls-verify=false dir:plain docker://localhost:5000/p/in:1
            """)).Ok();
        (await Docker("pull -q localhost:5000/p/in:1")).Ok();
        var (id, digest) = ((await Docker("image inspect -f {{.Id}} localhost:5000/p/in:1")).Ok().Line, (await Docker("images --digests --format {{.Digest}} localhost:5000/p/in")).Ok().Line);
        (await Docker("tag localhost:5000/p/in:1 localhost:5000/p/in:2")).Ok();
        (await Docker("tag localhost:5000/p/in:1 localhost:5000/p/out:1")).Ok();
        var again = (await Docker("push localhost:5000/p/in:2")).Ok();
        Assert.Contains(": Layer already exists\n", again.Out, StringComparison.Ordinal);
        var elsewhere = (await Docker("push localhost:5000/p/out:1")).Ok();
        Assert.Contains(": Mounted from p/in\n", elsewhere.Out, StringComparison.Ordinal);
        Assert.Equal(id, (await Manifest("p/out:1"))["config"]!["digest"]!.GetValue<string>());
        if (EngineBinary.IsReference) return; // it writes another manifest, which says of these layers that they are compressed
        Assert.All([again, elsewhere], push => Assert.Contains($"digest: {digest} size: ", push.Lines[^1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_tags_of_a_repository_are_pushed()
    {
        foreach (var tag in (string[])["localhost:5000/t:1", "localhost:5000/t:2", "localhost:5000/other:3"]) (await Docker($"tag busybox {tag}")).Ok();
        (await Docker("push -aq localhost:5000/t")).Ok();
        (await Engine.Shell("skopeo list-tags --tls-verify=false docker://localhost:5000/t | tr -d ' \\n' | grep -c '\"Tags\":\\[\"[12]\",\"[12]\"\\]'")).Prints("1\n");
        (await Engine.Shell("curl -s http://localhost:5000/v2/_catalog")).Prints("{\"repositories\":[\"t\"]}\n");
    }

    [Theory]
    [InlineData("gzip", "-f v2s2")]
    [InlineData("oci", "-f oci")]
    [InlineData("zstd", "-f oci --dest-compress-format zstd")]
    public async Task An_image_that_came_compressed_keeps_its_manifest(string name, string flags)
    {
        if (EngineBinary.IsReference) return; // it makes a manifest of its own
        (await Engine.Shell($"docker save busybox -o bb.tar && skopeo copy -q --dest-tls-verify=false {flags} docker-archive:bb.tar docker://localhost:5000/from:{name}")).Ok();
        (await Docker("rmi busybox")).Ok();
        (await Docker($"pull -q localhost:5000/from:{name}")).Ok();
        (await Docker($"tag localhost:5000/from:{name} localhost:5000/to:{name}")).Ok();
        (await Docker($"push -q localhost:5000/to:{name}")).Ok();
        Assert.Equal((await Manifest($"from:{name}")).ToJsonString(), (await Manifest($"to:{name}")).ToJsonString());
        (await Engine.Shell("docker image rm -f $(docker images -q) && docker load -qi bb.tar && rm bb.tar")).Ok();
    }

    [Fact]
    public async Task A_list_by_name_shows_digests_but_not_by_tag()
    {
        (await Docker("tag busybox localhost:5000/a/b:1")).Ok();
        var digest = (await Docker("push localhost:5000/a/b:1")).Ok().Lines[^1].Split(' ')[2];
        (await Docker(["images", "--digests", "--format", "{{.Tag}} {{.Digest}}", "localhost:5000/a/b"])).Prints($"1 {digest}\n");
        (await Docker(["images", "--digests", "--format", "{{.Tag}} {{.Digest}}", "localhost:5000/a/b:1"])).Prints("1 <none>\n");
    }

    [Fact]
    public async Task An_image_of_another_platform_is_neither_pushed_nor_saved_nor_loaded()
    {
        (await Docker("tag busybox localhost:5000/a/b:1")).Ok();
        (await Docker("push --platform linux/s390x localhost:5000/a/b:1"))
            .Fails(1, "Error response from daemon: image with reference localhost:5000/a/b:1 was found but its platform (linux/amd64) does not match the specified platform (linux/s390x)");
        Assert.Equal("localhost:5000/a/b:1", (await Docker("push -q --platform linux/amd64 localhost:5000/a/b:1")).Ok().Lines[^1]);
        (await Docker("save --platform linux/s390x -o x.tar busybox")).Fails(1, "Error response from daemon: no suitable export target found for platform linux/s390x");
        (await Docker("save -o x.tar busybox")).Ok();
        (await Docker("load -q --platform linux/s390x -i x.tar")).Prints("\n");
        (await Docker("load -q --platform linux/amd64 -i x.tar")).Prints("Loaded image: busybox:latest\n");
        (await Docker("save -o x.tar localhost:5000/a/b:2")).Fails(1, "Error response from daemon: reference does not exist");
        File.Delete(Path.Combine(Engine.Work, "x.tar"));
    }

    [Fact]
    public async Task What_cannot_be_pushed_is_said()
    {
        (await Docker("push localhost:5000/none")).Fails(1, "An image does not exist locally with the tag: localhost:5000/none");
        (await Docker("push -a localhost:5000/none")).Fails(1, "An image does not exist locally with the tag: localhost:5000/none");
        (await Docker("tag busybox localhost:5999/x")).Ok();
        (await Docker("tag busybox localhost:5000/x")).Ok();
        (await Docker("push localhost:5000/x:1")).Fails(1, "tag does not exist: localhost:5000/x:1");
        (await Docker("push localhost:5999/x")).Fails(1, "Get \"http://localhost:5999/v2/\": dial tcp 127.0.0.1:5999: connect: connection refused");
    }

    [Fact]
    public async Task A_name_is_described_without_a_pull()
    {
        (await Docker("tag busybox localhost:5000/a/b:1")).Ok();
        (await Docker("push -q localhost:5000/a/b:1")).Ok();
        var digest = (await Engine.Shell("skopeo inspect --tls-verify=false -f '{{.Digest}}' docker://localhost:5000/a/b:1")).Ok().Line;
        var size = (await Engine.Shell("skopeo inspect --raw --tls-verify=false docker://localhost:5000/a/b:1 | wc -c")).Line;
        await Says("localhost:5000/a/b:1", 200, $$$"""{"Descriptor":{"mediaType":"application/vnd.docker.distribution.manifest.v2+json","digest":"{{{digest}}}","size":{{{size}}}},"Platforms":[{"architecture":"amd64","os":"linux"}]}""");
        await Says("localhost:5000/a/b:none", 404, """{"message":"manifest unknown: manifest unknown"}""");
        (await Docker("search localhost:5000/x")).Fails(1, "Error response from daemon: Unexpected status code 404");
        (await Docker("search --limit 200 x")).Fails(1, "Error response from daemon: limit 200 is outside the range of [1, 100]");

        async Task Says(string name, int status, string body)
        {
            var answer = await Engine.Shell($"curl -s --unix-socket {Engine.Socket} -w ' %{{http_code}}' http://docker/v1.48/distribution/{name}/json");
            Assert.Equal($"{body}\n {status}", answer.Out);
        }
    }
}
