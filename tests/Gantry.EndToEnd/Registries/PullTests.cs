using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

public sealed class PullTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Image = "localhost:5000/dir/bb";
    private RegistryServer registry = null!;

    public override async Task InitializeAsync()
    {
        registry = await RegistryServer.Start(Engine);
        (await Engine.Shell($"docker save busybox -o bb.tar && skopeo copy -q --dest-tls-verify=false docker-archive:bb.tar docker://{Image}:1")).Ok();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var image in (await Docker("images -q --no-trunc --filter reference=localhost:5000/*/*")).Lines.Distinct())
            await Docker($"rmi -f {image}");
        (await Engine.Shell($"docker image inspect busybox >/dev/null 2>&1 || docker load -qi bb.tar; rm bb.tar")).Ok();
        await registry.DisposeAsync();
        Directory.Delete(registry.Folder, recursive: true);
    }

    private async Task Forget() => (await Docker("rmi busybox")).Ok();

    private async Task<JsonNode> Manifest(string reference) => JsonNode.Parse((await Engine.Shell($"skopeo inspect --raw --tls-verify=false docker://{reference}")).Ok().Out)!;

    private async Task<string> Digest(string reference) => (await Engine.Shell($"skopeo inspect --tls-verify=false -f '{{{{.Digest}}}}' docker://{reference}")).Ok().Line;

    [Fact]
    public async Task An_image_is_pulled_once_and_runs()
    {
        await Forget();
        var digest = await Digest($"{Image}:1");
        (await Docker($"pull -q {Image}:1")).Prints($"{Image}:1\n");
        (await Docker($"pull {Image}:1")).Prints($"1: Pulling from dir/bb\nDigest: {digest}\nStatus: Image is up to date for {Image}:1\n{Image}:1\n");
        (await Docker(["images", "--digests", "--format", "{{.Repository}} {{.Tag}} {{.Digest}}"])).Prints($"{Image} 1 {digest}\n");
        (await Docker(["image", "inspect", "-f", "{{json .RepoDigests}}", $"{Image}:1"])).Prints($"[\"{Image}@{digest}\"]\n");
        (await Docker($"run --rm {Image}:1 echo pulled")).Prints("pulled\n");
    }

    [Fact]
    public async Task The_first_pull_tells_what_it_does()
    {
        await Forget();
        var layer = (await Manifest($"{Image}:1"))["layers"]![0]!["digest"]!.GetValue<string>()[7..19];
        var said = (await Docker($"pull {Image}:1")).Ok().Lines;
        Assert.Equal("1: Pulling from dir/bb", said[0]);
        Assert.Contains($"{layer}: Pulling fs layer", said);
        Assert.Contains($"{layer}: Download complete", said);
        Assert.Contains($"{layer}: Pull complete", said);
        Assert.Equal($"Status: Downloaded newer image for {Image}:1", said[^2]);
    }

    [Fact]
    public async Task Run_pulls_what_is_missing()
    {
        await Forget();
        var run = (await Docker($"run --rm {Image}:1 echo hello")).Ok();
        Assert.Equal("hello\n", run.Out);
        Assert.StartsWith($"Unable to find image '{Image}:1' locally\n1: Pulling from dir/bb\n", run.Err, StringComparison.Ordinal);
        (await Docker($"run --rm --pull never {Image}:none true")).Fails(125, $"docker: Error response from daemon: No such image: {Image}:none");
    }

    [Fact]
    public async Task A_pull_by_digest_gives_no_tag()
    {
        await Forget();
        var digest = await Digest($"{Image}:1");
        (await Docker($"pull -q {Image}@{digest}")).Prints($"{Image}@{digest}\n");
        (await Docker(["images", "--digests", "--format", "{{.Repository}} {{.Tag}} {{.Digest}}"])).Prints($"{Image} <none> {digest}\n");
    }

    [Fact]
    public async Task Every_form_of_layer_and_manifest_is_pulled()
    {
        var id = (await Docker("image inspect -f {{.Id}} busybox")).Ok().Line;
        foreach (var (tag, flags) in new[] { ("oci", "-f oci"), ("zstd", "-f oci --dest-compress-format zstd"), ("plain", "--dest-decompress"), ("gzip", "-f v2s2") })
            (await Engine.Shell($"skopeo copy -q --dest-tls-verify=false {flags} docker-archive:bb.tar docker://{Image}:{tag}")).Ok();
        await Forget();
        (await Docker($"pull -aq {Image}")).Ok();
        Assert.Equal(["1", "gzip", "oci", "plain", "zstd"], (await Docker(["images", Image, "--format", "{{.Tag}}"])).Lines.Order());
        (await Docker($"run --rm {Image}:zstd echo zstd")).Prints("zstd\n");
        Assert.NotEmpty(id);
    }

    [Fact]
    public async Task What_is_not_there_is_said_and_leaves_nothing()
    {
        (await Docker($"pull {Image}:none")).Fails(1, $"Error response from daemon: manifest for {Image}:none not found: manifest unknown: manifest unknown");
        (await Docker("pull localhost:5999/x")).Fails(1, "Error response from daemon: Get \"http://localhost:5999/v2/\": dial tcp 127.0.0.1:5999: connect: connection refused");
        Assert.DoesNotContain("localhost", (await Docker("images")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_that_is_not_what_it_should_be_leaves_nothing()
    {
        await Forget();
        var digest = (await Manifest($"{Image}:1"))["layers"]![0]!["digest"]!.GetValue<string>();
        await using (var blob = File.OpenWrite(registry.Blob(digest)))
        {
            blob.Position = blob.Length / 2;
            blob.Write("damaged"u8);
        }

        var pull = await Docker($"pull {Image}:1");
        Assert.NotEqual(0, pull.Exit);
        if (!EngineBinary.IsReference) Assert.Equal($"filesystem layer verification failed for digest {digest}", pull.Message);
        (await Docker("images -aq")).Prints("");
        Assert.Equal("0B", (await Docker(["system", "df", "--format", "{{.Size}}"])).Lines[0]);
    }

    [Fact]
    public async Task An_index_gives_the_image_of_this_machine_or_says_that_it_has_none()
    {
        var manifest = await Manifest($"{Image}:1");
        var (digest, size) = (await Digest($"{Image}:1"), (await Engine.Shell($"skopeo inspect --raw --tls-verify=false docker://{Image}:1 | wc -c")).Line);
        var index = $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"{{{manifest["mediaType"]}}}","digest":"{{{digest}}}","size":{{{size}}},"platform":{"os":"linux","architecture":"amd64"}}]}""";
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "index.json"), index);
        (await Engine.Shell("curl -sf -T index.json -H 'Content-Type: application/vnd.oci.image.index.v1+json' http://localhost:5000/v2/dir/bb/manifests/all")).Ok();
        File.Delete(Path.Combine(Engine.Work, "index.json"));
        await Forget();
        (await Docker($"pull -q --platform linux/s390x {Image}:all")).Fails(1, "no matching manifest for linux/s390x in the manifest list entries");
        (await Docker($"pull -q {Image}:all")).Ok();
        (await Docker(["image", "inspect", "-f", "{{index .RepoDigests 0}}", $"{Image}:all"])).Prints($"{Image}@{await Digest($"{Image}:all")}\n");
    }

    [Fact]
    public async Task A_single_image_of_another_platform_is_pulled_and_told_of_at_the_end()
    {
        (await Engine.Shell("tar c -T /dev/null | docker import --platform linux/s390x - localhost:5000/dir/other:1")).Ok();
        (await Docker("push -q localhost:5000/dir/other:1")).Ok();
        (await Docker("rmi localhost:5000/dir/other:1")).Ok();
        Assert.Equal(
            ["Status: Downloaded newer image for localhost:5000/dir/other:1", "WARNING: image with reference localhost:5000/dir/other:1 was found but its platform (linux/s390x) does not match the specified platform (linux/amd64)", "localhost:5000/dir/other:1"],
            (await Docker("pull --platform linux/amd64 localhost:5000/dir/other:1")).Ok().Lines[^3..]);
        (await Docker("rmi localhost:5000/dir/other:1")).Ok();
    }

    [Fact]
    public async Task Many_pulls_of_one_image_at_once_all_succeed()
    {
        await Forget();
        var pulls = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Docker($"pull -q {Image}:1")));
        Assert.All(pulls, pull => pull.Prints($"{Image}:1\n"));
        (await Docker($"run --rm {Image}:1 true")).Ok();
    }
}
