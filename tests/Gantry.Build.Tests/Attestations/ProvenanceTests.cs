using System.Text.Json.Nodes;

using Gantry.Build.Attestations;
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
        Assert.NotNull(said["runDetails"]!["metadata"]!["startedOn"]);
    }

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
