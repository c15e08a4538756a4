using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Images that leave a build: to registries and as archives.</summary>
public sealed class ImageExportTests(EngineFixture fixture) : EngineTests(fixture)
{
    private RegistryServer _registry = null!;
    private RemoteBuilder _builder = null!;

    public override async Task InitializeAsync()
    {
        _registry = await RegistryServer.Start(Engine);
        _builder = new RemoteBuilder(Engine);
        await _builder.Create();
        await File("img/Dockerfile", "FROM busybox\nRUN echo made > /made\nLABEL who=me\nCMD [\"cat\", \"/made\"]\n");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var image in (await Docker(["images", "--filter", "reference=localhost:*/*", "--format", "{{.Repository}}:{{.Tag}}"])).Lines) await Docker($"rmi -f {image}");
        await _registry.DisposeAsync();
        Directory.Delete(_registry.Folder, recursive: true);
    }

    [Fact]
    public async Task Dockers_driver_pushes_what_was_built()
    {
        (await Engine.Shell($"{RemoteBuilder.Buildx} build --push -t localhost:5000/own:1 -t localhost:5000/own:2 --metadata-file own.json --iidfile own.id img")).Ok();
        var id = (await Docker(["image", "inspect", "-f", "{{.Id}}", "localhost:5000/own:1"])).Ok().Line;
        Assert.Equal(id, await Text("own.id"));
        var told = JsonNode.Parse(await Text("own.json"))!;
        Assert.Equal(id, (string?)told["containerimage.config.digest"]);
        Assert.Equal(await Digest("own:2"), (string?)told["containerimage.digest"]);
        Assert.Equal("localhost:5000/own:1,localhost:5000/own:2", (string?)told["image.name"]);
    }

    [Theory]
    [InlineData("-o type=registry,name=localhost:5000/sent:1", ".tar.gzip")]
    [InlineData("-o type=image,push=true,name=localhost:5000/other:1 -t localhost:5000/sent:1", ".tar.gzip")]
    [InlineData("--push -t localhost:5000/sent:1 --provenance=false", ".tar.gzip")]
    [InlineData("-o type=image,push=true,compression=zstd,force-compression=true -t localhost:5000/sent:1", ".tar+zstd")]
    public async Task Our_client_pushes_what_an_output_names_in_the_form_it_names(string options, string layers)
    {
        var client = $"DOCKER_HOST=unix://{Engine.Socket} {EngineBinary.Client}";
        (await Engine.Shell($"{client} build -q {options} img")).Ok();
        Assert.All((await Manifest("sent:1"))["layers"]!.AsArray(), l => Assert.EndsWith(layers, (string?)l!["mediaType"], StringComparison.Ordinal));
        var other = await Engine.Shell("curl -s -o /dev/null -w '%{http_code}' localhost:5000/v2/other/manifests/1");
        Assert.Equal("404", other.Line); // tags of the command line go before names of the output
        (await Docker("pull -q localhost:5000/sent:1")).Ok();
        (await Docker("run --rm localhost:5000/sent:1")).Prints("made\n");
    }

    [Fact]
    public async Task Our_client_pushes_attestations()
    {
        (await Engine.Shell($"DOCKER_HOST=unix://{Engine.Socket} {EngineBinary.Client} build -q --provenance=true --push -t localhost:5000/signed:1 img")).Ok();
        Assert.Contains((await Manifest("signed:1"))["manifests"]!.AsArray(), m => (string?)m!["annotations"]?["vnd.docker.reference.type"] == "attestation-manifest");
    }

    [Fact]
    public async Task The_builder_pushes_an_image_under_several_names()
    {
        (await Engine.Shell($"{_builder.Build} --provenance=false --push -t localhost:5000/far:1 -t localhost:5000/far:2 --metadata-file far.json --iidfile far.id img")).Ok();
        var told = JsonNode.Parse(await Text("far.json"))!;
        var digest = await Digest("far:1");
        Assert.Equal(digest, await Digest("far:2"));
        Assert.Equal(digest, (string?)told["containerimage.digest"]);
        Assert.Equal("localhost:5000/far:1,localhost:5000/far:2", (string?)told["image.name"]);
        Assert.Equal(digest, (string?)told["containerimage.descriptor"]!["digest"]);
        Assert.Equal("amd64", (string?)told["containerimage.descriptor"]!["platform"]!["architecture"]);
        var manifest = await Manifest("far:1");
        Assert.Equal((string?)manifest["config"]!["digest"], await Text("far.id"));
        Assert.Equal("application/vnd.docker.distribution.manifest.v2+json", (string?)manifest["mediaType"]);
        (await Docker("rmi -f localhost:5000/far:1 localhost:5000/far:2")).Ok();
        (await Docker("pull -q localhost:5000/far:1")).Ok();
        (await Docker("run --rm localhost:5000/far:1")).Prints("made\n");
    }

    [Fact]
    public async Task Who_may_not_push_is_told_which_image_failed()
    {
        await _registry.DisposeAsync();
        _registry = await RegistryServer.Start(Engine, isLocked: true);
        var failed = await Engine.Shell($"{_builder.Build} --provenance=false --push -t localhost:5000/no:1 img");
        Assert.Equal(1, failed.Exit);
        Assert.Contains("failed to push localhost:5000/no:1: ", failed.Err, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oci-mediatypes=true", "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip")]
    [InlineData("compression=zstd,force-compression=true", "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.layer.v1.tar+zstd")]
    [InlineData("compression=uncompressed,force-compression=true", "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.image.rootfs.diff.tar")]
    [InlineData("compression=gzip,compression-level=9", "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.image.rootfs.diff.tar.gzip")]
    public async Task Layers_have_the_form_that_is_wanted(string options, string manifestType, string layerType)
    {
        (await Engine.Shell($"{_builder.Build} --provenance=false -o type=image,name=localhost:5000/form:1,push=true,store=false,{options} img")).Ok();
        var manifest = await Manifest("form:1");
        Assert.Equal(manifestType, (string?)manifest["mediaType"]);
        Assert.All(manifest["layers"]!.AsArray(), l => Assert.Equal(layerType, (string?)l!["mediaType"]));
        Assert.NotEqual(0, (await Docker("image inspect localhost:5000/form:1")).Exit);
        (await Docker("pull -q localhost:5000/form:1")).Ok();
        (await Docker("run --rm localhost:5000/form:1")).Prints("made\n");
    }

    [Fact]
    public async Task Annotations_stand_where_they_belong()
    {
        (await Engine.Shell($"{_builder.Build} --provenance=false -o type=registry,name=localhost:5000/note:1,annotation.a=1,annotation-manifest-descriptor.b=2 --metadata-file note.json img")).Ok();
        Assert.Equal("1", (string?)(await Manifest("note:1"))["annotations"]!["a"]);
        Assert.Equal("2", (string?)JsonNode.Parse(await Text("note.json"))!["containerimage.descriptor"]!["annotations"]!["b"]);
        var failed = await Engine.Shell($"{_builder.Build} --provenance=false -o type=oci,dest=note.tar,annotation-index.c=3 img");
        Assert.Contains("index annotations not supported for single platform export", failed.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archives_are_layouts_that_others_read()
    {
        (await Engine.Shell($"{_builder.Build} --provenance=false -t tarred:1 -o type=oci,dest=oci.tar img")).Ok();
        (await Engine.Shell("tar -xOf oci.tar index.json | jq -r '.manifests[0].annotations | .\"io.containerd.image.name\", .\"org.opencontainers.image.ref.name\"'"))
            .Prints("docker.io/library/tarred:1\n1\n");
        (await Engine.Shell("skopeo inspect oci-archive:oci.tar | jq -r .Labels.who")).Prints("me\n");
        (await Engine.Shell($"{_builder.Build} --provenance=false -o type=oci,dest=unpacked,tar=false img")).Ok();
        (await Engine.Shell("skopeo inspect oci:unpacked | jq -r .Labels.who")).Prints("me\n");
        (await Engine.Shell($"{_builder.Build} --provenance=false -t tarred:2 -o type=docker,dest=docker.tar img")).Ok();
        (await Engine.Shell("skopeo inspect docker-archive:docker.tar | jq -r .Labels.who")).Prints("me\n");
        (await Docker("load -qi docker.tar")).Ok();
        (await Docker("run --rm tarred:2")).Prints("made\n");
        (await Docker("rmi -f tarred:2")).Ok();
    }

    [Fact]
    public async Task What_was_built_elsewhere_is_loaded()
    {
        (await Engine.Shell($"{_builder.Build} --load -t loaded img")).Ok();
        (await Docker("run --rm loaded")).Prints("made\n");
        (await Docker("rmi -f loaded")).Ok();
    }

    [Theory]
    [InlineData("type=image,push=perhaps,name=localhost:5000/x", "non-bool value specified for push")]
    [InlineData("type=oci,dest=x.tar,compression=lzma", "unsupported compression type lzma")]
    [InlineData("type=oci,dest=x.tar,compression=estargz", "compression type estargz is not possible")]
    [InlineData("type=oci,dest=x.tar,rewrite-timestamp=perhaps", "non-bool value specified for rewrite-timestamp")]
    [InlineData("type=image,push=true", "tag is needed when pushing to registry")]
    public async Task Options_that_nobody_understands_are_refused(string output, string message)
    {
        var failed = await Engine.Shell($"{_builder.Build} --provenance=false -o {output} img");
        Assert.Equal(1, failed.Exit);
        Assert.Contains(message, failed.Err, StringComparison.Ordinal);
    }

    private async Task<JsonNode> Manifest(string name) => JsonNode.Parse((await Engine.Shell($"skopeo inspect --raw --tls-verify=false docker://localhost:5000/{name}")).Ok().Out)!;

    private async Task<string> Digest(string name) => (await Engine.Shell($"skopeo inspect --tls-verify=false -f '{{{{.Digest}}}}' docker://localhost:5000/{name}")).Ok().Line;

    private Task<string> Text(string path) => System.IO.File.ReadAllTextAsync(Path.Combine(Engine.Work, path));

    private async Task File(string path, string content)
    {
        var full = Path.Combine(Engine.Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await System.IO.File.WriteAllTextAsync(full, content);
    }
}
