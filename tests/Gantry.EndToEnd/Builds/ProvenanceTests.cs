using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>What is said of builds: beside images, in the metadata file and in the history.</summary>
public sealed class ProvenanceTests(EngineFixture fixture) : EngineTests(fixture)
{
    private RegistryServer _registry = null!;
    private RemoteBuilder _builder = null!;

    public override async Task InitializeAsync()
    {
        _registry = await RegistryServer.Start(Engine);
        _builder = new RemoteBuilder(Engine);
        await _builder.Create();
        var path = Directory.CreateDirectory(Path.Combine(Engine.Work, "said")).FullName;
        await File.WriteAllTextAsync(Path.Combine(path, "Dockerfile"), "FROM busybox\nARG WHO\nRUN --mount=type=secret,id=tok echo \"$WHO\" > /made\n");
        await File.WriteAllTextAsync(Path.Combine(path, "Dockerfile.each"), "FROM scratch\nARG TARGETARCH\nCOPY Dockerfile /$TARGETARCH\n");
        await File.WriteAllTextAsync(Path.Combine(path, "token"), "s3cr3t");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var image in (await Docker(["images", "--filter", "reference=localhost:*/*", "--filter", "reference=said", "--format", "{{.Repository}}:{{.Tag}}"])).Lines) await Docker($"rmi -f {image}");
        await _registry.DisposeAsync();
        Directory.Delete(_registry.Folder, recursive: true);
    }

    [Fact]
    public async Task The_metadata_file_says_what_the_image_was_made_of()
    {
        (await Engine.Shell($"{RemoteBuilder.Buildx} build -t said --build-arg WHO=me --metadata-file said.json said")).Ok();
        var said = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Engine.Work, "said.json")))!["buildx.build.provenance"]!;
        Assert.Equal("https://mobyproject.org/buildkit@v1", (string?)said["buildType"]);
        Assert.Equal("pkg:docker/busybox@latest?platform=linux%2Famd64", (string?)said["materials"]![0]!["uri"]);
        Assert.Equal(64, ((string?)said["materials"]![0]!["digest"]!["sha256"])!.Length);
        Assert.Equal("Dockerfile", (string?)said["invocation"]!["configSource"]!["entryPoint"]);
        Assert.Equal("me", (string?)said["invocation"]!["parameters"]!["args"]!["build-arg:WHO"]);
        Assert.Equal(["context", "dockerfile"], said["invocation"]!["parameters"]!["locals"]!.AsArray().Select(l => (string?)l!["name"]));
    }

    [Fact]
    public async Task The_history_keeps_it()
    {
        (await Engine.Shell($"{RemoteBuilder.Buildx} build -t said --secret id=tok,src=said/token said")).Ok();
        var shown = (await Engine.Shell($"{RemoteBuilder.Buildx} history inspect")).Ok().Out;
        Assert.Contains("https://slsa.dev/provenance/v0.2", shown, StringComparison.Ordinal);
        Assert.Contains("application/vnd.docker.container.image.v1+json", shown, StringComparison.Ordinal);
        var said = JsonNode.Parse((await Engine.Shell($"{RemoteBuilder.Buildx} history inspect attachment --type provenance")).Ok().Out)!;
        Assert.Equal("tok", (string?)said["invocation"]!["parameters"]!["secrets"]![0]!["id"]);
        Assert.Equal("step0", (string?)said["buildConfig"]!["llbDefinition"]![0]!["id"]);
        Assert.DoesNotContain("s3cr3t", said.ToJsonString(), StringComparison.Ordinal);
        var facts = said["metadata"]!["https://mobyproject.org/buildkit@v1#metadata"]!;
        Assert.Equal("""["Dockerfile","Dockerfile.dockerignore","dockerfile"]""", (string?)facts["source"]!["infos"]![0]!["llbDefinition"]![0]!["op"]!["Op"]!["source"]!["attrs"]!["local.followpaths"]);
        Assert.StartsWith("sha256:", (string?)facts["layers"]!["step1:0"]![0]![1]!["digest"], StringComparison.Ordinal);
        Assert.True((long?)facts["sysUsage"]!.AsArray()[^1]!["memoryStat"]!["total"] > 0);
    }

    [Theory]
    [InlineData("", "https://slsa.dev/provenance/v0.2")]
    [InlineData("--provenance=mode=max", "https://slsa.dev/provenance/v0.2")]
    [InlineData("--provenance=mode=max,version=v1", "https://slsa.dev/provenance/v1")]
    public async Task An_image_is_pushed_with_it(string wish, string type)
    {
        (await Engine.Shell($"{_builder.Build} {wish} --push --build-arg WHO=me -t localhost:5000/said:1 said")).Ok();
        var index = await Raw("said:1");
        Assert.Equal("application/vnd.oci.image.index.v1+json", (string?)index["mediaType"]);
        var (image, statement) = (index["manifests"]![0]!, index["manifests"]![1]!);
        Assert.Equal("amd64", (string?)image["platform"]!["architecture"]);
        Assert.Equal("unknown", (string?)statement["platform"]!["architecture"]);
        Assert.Equal((string?)image["digest"], (string?)statement["annotations"]!["vnd.docker.reference.digest"]);
        var layer = (await Raw("said@" + (string?)statement["digest"]))["layers"]![0]!;
        Assert.Equal("application/vnd.in-toto+json", (string?)layer["mediaType"]);
        Assert.Equal(type, (string?)layer["annotations"]!["in-toto.io/predicate-type"]);
        var said = JsonNode.Parse(await File.ReadAllTextAsync(_registry.Blob((string)layer["digest"]!)))!;
        Assert.Equal("pkg:docker/localhost:5000/said@1?platform=linux%2Famd64", (string?)said["subject"]![0]!["name"]);
        Assert.Equal(((string?)image["digest"])![7..], (string?)said["subject"]![0]!["digest"]!["sha256"]);
        Assert.Equal(wish.Length > 0, said.ToJsonString().Contains("build-arg:WHO", StringComparison.Ordinal));
        (await Docker("rmi -f localhost:5000/said:1")).Ok();
        (await Docker("pull -q localhost:5000/said:1")).Ok();
        (await Docker("run --rm localhost:5000/said:1 cat /made")).Prints("me\n");
    }

    [Fact]
    public async Task A_layout_has_it_where_it_is_asked_for()
    {
        (await Engine.Shell($"{_builder.Build} -o type=oci,dest=plain.tar said")).Ok();
        (await Engine.Shell("tar -xOf plain.tar index.json | jq -r .manifests[0].mediaType")).Prints("application/vnd.oci.image.manifest.v1+json\n");
        (await Engine.Shell($"{_builder.Build} --provenance=mode=max -o type=oci,dest=said.tar said")).Ok();
        (await Engine.Shell("tar -xOf said.tar index.json | jq -r .manifests[0].mediaType")).Prints("application/vnd.oci.image.index.v1+json\n");
    }

    [Fact]
    public async Task Files_have_it_beside_them()
    {
        var build = $"{_builder.Build} -f said/Dockerfile.each --provenance=mode=max";
        (await Engine.Shell($"{build} -o type=local,dest=one said 2>/dev/null && ls one")).Prints("amd64\nprovenance.json\n");
        (await Engine.Shell("jq -r '.predicateType, .subject[0].name' one/provenance.json")).Prints("https://slsa.dev/provenance/v0.2\namd64\n");
        (await Engine.Shell($"{build} --platform linux/amd64,linux/arm64 -o type=tar,dest=each-files.tar said 2>/dev/null && tar -tf each-files.tar | grep -v '/$' | sort"))
            .Prints("linux_amd64/amd64\nlinux_amd64/provenance.json\nlinux_arm64/arm64\nlinux_arm64/provenance.json\n");
    }

    [Fact]
    public async Task Several_platforms_become_an_index()
    {
        var build = $"{_builder.Build} --provenance=false --platform linux/amd64,linux/arm64 -f said/Dockerfile.each";
        (await Engine.Shell($"{build} --push -t localhost:5000/each:1 said")).Ok();
        var index = await Raw("each:1");
        Assert.Equal(["amd64", "arm64"], index["manifests"]!.AsArray().Select(m => (string?)m!["platform"]!["architecture"]));
        (await Engine.Shell("skopeo inspect --config --override-arch arm64 --tls-verify=false docker://localhost:5000/each:1 | jq -r .architecture")).Prints("arm64\n");
        (await Engine.Shell($"{build} -o type=oci,dest=each.tar said")).Ok();
        var failed = await Engine.Shell($"{build} -o type=docker,dest=no.tar said");
        Assert.Contains("docker exporter does not", failed.Err, StringComparison.Ordinal);
        var own = await Engine.Shell($"{RemoteBuilder.Buildx} build --platform linux/amd64,linux/arm64 said");
        Assert.Contains("Multi-platform build is not supported for the docker driver", own.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_of_a_fixed_time_gives_the_same_image_again()
    {
        var build = $"{_builder.Build} --provenance=false --build-arg SOURCE_DATE_EPOCH=1000000000 -o type=image,name=localhost:5000/then:1,push=true,store=false said";
        (await Engine.Shell(build)).Ok();
        (await Engine.Shell("skopeo inspect --config --tls-verify=false docker://localhost:5000/then:1 | jq -r .created")).Prints("2001-09-09T01:46:40Z\n");
    }

    private async Task<JsonNode> Raw(string name) => JsonNode.Parse((await Engine.Shell($"skopeo inspect --raw --tls-verify=false docker://localhost:5000/{name}")).Ok().Out)!;
}
