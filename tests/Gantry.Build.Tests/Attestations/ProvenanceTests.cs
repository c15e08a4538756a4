using System.Text.Json.Nodes;

using Gantry.Build.Attestations;
using Gantry.Build.Frontend;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Build.Tests.Attestations;

public sealed class ProvenanceTests
{
    private static readonly Platform s_platform = new() { Os = "linux", Architecture = "amd64" };

    private static readonly BuildMaterials s_materials = new()
    {
        Frontend = "dockerfile.v0",
        Arguments = new Dictionary<string, string> { ["build-arg:A"] = "1", ["filename"] = "Dockerfile", ["vcs:revision"] = "abc", ["target"] = "t" },
        Sources = [new Material("pkg:docker/busybox@latest", "sha256", "12")],
        Directories = ["context"],
        Secrets = [("tok", true)],
        Agents = [],
        HasNetwork = true,
    };

    private static readonly VertexOutput s_graph = Vertex.Create(new SourceOperation("docker-image://busybox", new Dictionary<string, string>()), [], platform: s_platform).Output();

    [Fact]
    public void Everything_is_told_where_much_is_wanted()
    {
        var said = Write(new ProvenanceWish { BuilderId = "me" });
        Assert.Equal("me", (string?)said["builder"]!["id"]);
        Assert.Equal("12", (string?)said["materials"]![0]!["digest"]!["sha256"]);
        Assert.Equal("Dockerfile", (string?)said["invocation"]!["configSource"]!["entryPoint"]);
        var parameters = said["invocation"]!["parameters"]!;
        Assert.Equal("""{"build-arg:A":"1","target":"t"}""", parameters["args"]!.ToJsonString());
        Assert.Equal("""[{"id":"tok","optional":true}]""", parameters["secrets"]!.ToJsonString());
        Assert.Equal("""["step0:0"]""", said["buildConfig"]!["llbDefinition"]![1]!["inputs"]!.ToJsonString());
        Assert.Equal("abc", (string?)said["metadata"]!["https://mobyproject.org/buildkit@v1#metadata"]!["vcs"]!["revision"]);
        Assert.True((bool?)said["metadata"]!["completeness"]!["parameters"]);
        Assert.False((bool?)said["metadata"]!["completeness"]!["materials"]);
    }

    [Fact]
    public void Arguments_and_secrets_stay_where_little_is_wanted()
    {
        var said = Write(new ProvenanceWish { IsMax = false });
        Assert.Equal("""{"target":"t"}""", said["invocation"]!["parameters"]!["args"]!.ToJsonString());
        Assert.Null(said["invocation"]!["parameters"]!["secrets"]);
        Assert.Null(said["buildConfig"]);
        Assert.False((bool?)said["metadata"]!["completeness"]!["parameters"]);
    }

    [Fact]
    public void The_newer_form_says_the_same()
    {
        var said = Write(new ProvenanceWish { IsV1 = true });
        Assert.Equal("Dockerfile", (string?)said["buildDefinition"]!["externalParameters"]!["configSource"]!["path"]);
        Assert.Equal("pkg:docker/busybox@latest", (string?)said["buildDefinition"]!["resolvedDependencies"]![0]!["uri"]);
        var metadata = said["runDetails"]!["metadata"]!;
        Assert.NotNull(metadata["startedOn"]);
        Assert.Matches("^[a-z0-9]{25}$", (string?)metadata["invocationId"]);
        Assert.Null(metadata["buildkit_hermetic"]);
        Assert.Null(metadata["buildkit_reproducible"]);
    }

    [Fact]
    public void Steps_are_told_with_all_that_they_are_given()
    {
        var run = new ExecOperation
        {
            Process = new ExecProcess { Arguments = ["x"], Environment = [], Directory = "/", ExtraHosts = [new HostAddress("h", "1.2.3.4")] },
            Mounts =
            [
                new ExecMount { Destination = "/", Input = 0, Output = 0 },
                new ExecMount { Destination = "/c", Kind = ExecMountKind.Cache, Cache = new CacheMount("id", CacheMountSharing.Locked) },
                new ExecMount { Destination = "/s", Kind = ExecMountKind.Secret, ReadOnly = true, Secret = new ClientFile("tok", 0, 7, 256, true) },
            ],
            SecretVariables = [new SecretVariable("tok", "TOKEN", false)],
        };
        var op = Steps(Vertex.Create(run, [s_graph], platform: s_platform).Output())[1]!["op"]!;
        var exec = op["Op"]!["exec"]!;
        Assert.Equal("""{"args":["x"],"cwd":"/","extraHosts":[{"Host":"h","IP":"1.2.3.4"}]}""", exec["meta"]!.ToJsonString());
        Assert.Equal("""{"dest":"/"}""", exec["mounts"]![0]!.ToJsonString());
        Assert.Equal("""{"input":-1,"dest":"/c","output":-1,"mountType":3,"cacheOpt":{"ID":"id","sharing":2}}""", exec["mounts"]![1]!.ToJsonString());
        Assert.Equal("""{"input":-1,"dest":"/s","output":-1,"readonly":true,"mountType":1,"secretOpt":{"ID":"tok","gid":7,"mode":256,"optional":true}}""", exec["mounts"]![2]!.ToJsonString());
        Assert.Equal("""[{"ID":"tok","name":"TOKEN"}]""", exec["secretenv"]!.ToJsonString());
        Assert.Equal("""{"Architecture":"amd64","OS":"linux"}""", op["platform"]!.ToJsonString());
    }

    [Fact]
    public void Copies_are_told_with_their_owners()
    {
        var copy = new CopyAction { Source = "/a", Destination = "/b", Input = Operation.NoInput, SecondaryInput = 0, Output = 0, ModeText = "u+x", Owner = new FileOwner(new OwnerName(0, "me", 1), new OwnerName(5)), ExcludePatterns = ["*.md"] };
        var action = Steps(Vertex.Create(new FileOperation([copy]), [s_graph]).Output())[1]!["op"]!["Op"]!["file"]!["actions"]![0]!;
        Assert.Equal(-1, (int?)action["input"]);
        Assert.Equal(0, (int?)action["output"]);
        Assert.Equal("""{"user":{"User":{"byName":{"name":"me","input":1}}},"group":{"User":{"byId":5}}}""", action["Action"]!["copy"]!["owner"]!.ToJsonString());
        Assert.Equal("u+x", (string?)action["Action"]!["copy"]!["modeStr"]);
        var plain = Steps(Vertex.Create(new FileOperation([copy with { Owner = new FileOwner(null, null) }]), [s_graph]).Output())[1]!["op"]!["Op"]!["file"]!["actions"]![0]!;
        Assert.Null(plain["Action"]!["copy"]!["owner"]);
        Assert.Equal("""["*.md"]""", action["Action"]!["copy"]!["exclude_patterns"]!.ToJsonString());
    }

    [Fact]
    public void A_text_is_told_with_the_graph_that_brought_it()
    {
        var brought = FileDefinitions.Local("dockerfile", "someone", ["Dockerfile"], "load");
        var text = new SourceText("Dockerfile", "FROM busybox"u8.ToArray(), "Dockerfile") { Definition = brought };
        var copy = new CopyAction { Source = "/a", Destination = "/b", Input = Operation.NoInput, SecondaryInput = 0, Output = 0 };
        var graph = Vertex.Create(new FileOperation([copy]), [s_graph], new VertexMetadata { Locations = [new SourceLocation(text, [new SourceRange(1, 0, 1, 0)])] }).Output();
        var said = JsonNode.Parse(new Provenance(new ProvenanceWish(), s_materials, graph, s_platform).Write())!;
        Assert.Equal(["step0", "step1", "step2"], said["buildConfig"]!["digestMapping"]!.AsObject().Select(d => (string?)d.Value).Order());
        var source = said["metadata"]!["https://mobyproject.org/buildkit@v1#metadata"]!["source"]!;
        Assert.Equal("{}", source["locations"]!["step0"]!.ToJsonString());
        Assert.Equal("""{"locations":[{"ranges":[{"start":{"line":1},"end":{"line":1}}]}]}""", source["locations"]!["step1"]!.ToJsonString());
        var info = source["infos"]![0]!;
        Assert.Equal("local://dockerfile", (string?)info["llbDefinition"]![0]!["op"]!["Op"]!["source"]!["identifier"]);
        Assert.DoesNotContain("someone", info.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, info["digestMapping"]!.AsObject().Count);
    }

    [Fact]
    public void Layers_are_told_where_they_are_known()
    {
        var layer = new Descriptor { MediaType = "tar", Digest = Digest.Of("x"u8), Size = 1 };
        var said = JsonNode.Parse(new Provenance(new ProvenanceWish(), s_materials, s_graph, s_platform) { LayersOf = output => output == s_graph ? [layer] : null }.Write())!;
        var layers = said["metadata"]!["https://mobyproject.org/buildkit@v1#metadata"]!["layers"]!;
        Assert.Equal($$"""{"step0:0":[[{"mediaType":"tar","digest":"{{layer.Digest}}","size":1}]]}""", layers.ToJsonString());
    }

    private static JsonArray Steps(VertexOutput graph) =>
        JsonNode.Parse(new Provenance(new ProvenanceWish(), s_materials, graph, s_platform).Write())!["buildConfig"]!["llbDefinition"]!.AsArray();

    [Theory]
    [InlineData(null, null)]
    [InlineData("disabled=true", null)]
    [InlineData("mode=min,inline-only=true", "min inline")]
    [InlineData("mode=max,version=v1", "max v1")]
    public void Wishes_are_read(string? text, string? expected) =>
        Assert.Equal(expected, ProvenanceWish.Read(text) is { } wish ? $"{(wish.IsMax ? "max" : "min")}{(wish.InlineOnly ? " inline" : "")}{(wish.IsV1 ? " v1" : "")}" : null);

    [Theory]
    [InlineData("mode=some")]
    [InlineData("version=v9")]
    public void Wishes_nobody_understands_are_refused(string text) => Assert.Throws<GantryException>(() => ProvenanceWish.Read(text));

    [Theory]
    [InlineData("busybox:1", "pkg:docker/busybox@1?platform=linux%2Famd64")]
    [InlineData("a/b", "pkg:docker/a/b@latest?platform=linux%2Famd64")]
    [InlineData("localhost:5000/x:2", "pkg:docker/localhost:5000/x@2?platform=linux%2Famd64")]
    public void Images_have_package_urls(string name, string expected) => Assert.Equal(expected, PackageUrl.Of(Reference.Parse(name), s_platform));

    private static JsonNode Write(ProvenanceWish wish) => JsonNode.Parse(new Provenance(wish, s_materials, s_graph, s_platform).Write())!;
}
