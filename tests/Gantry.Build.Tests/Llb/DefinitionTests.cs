using System.Text;

using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb;
using Gantry.Build.Llb.Wire;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

using Google.Protobuf;

using Platform = Gantry.Oci.Images.Platform;

namespace Gantry.Build.Tests.Llb;

public sealed class DefinitionTests
{
    private static readonly Platform Here = new() { Os = "linux", Architecture = "amd64" };

    [Fact]
    public void A_digest_is_that_of_the_marshalled_operation()
    {
        var vertex = Vertex.Create(new SourceOperation("local://context", new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }), []);
        var attributes = new byte[] { 0x12, 6, 0x0a, 1, (byte)'a', 0x12, 1, (byte)'1', 0x12, 6, 0x0a, 1, (byte)'b', 0x12, 1, (byte)'2' };
        byte[] source = [0x0a, 15, .. Encoding.ASCII.GetBytes("local://context"), .. attributes];
        Assert.Equal(Digest.Of([0x1a, (byte)source.Length, .. source]), vertex.Digest);
    }

    [Fact]
    public void A_graph_comes_back_as_it_was_sent()
    {
        var text = new SourceText("Dockerfile", "FROM base\nRUN exit 3\n"u8.ToArray(), "Dockerfile");
        var image = Vertex.Create(new SourceOperation("docker-image://docker.io/library/base:latest", new Dictionary<string, string>()), [], platform: Here);
        var context = Vertex.Create(new SourceOperation("local://context", new Dictionary<string, string> { [SourceAttributes.IncludePatterns] = "[\"a\"]" }), []);
        var copy = Vertex.Create(new FileOperation([Copy()]), [image.Output(), context.Output()], platform: Here);
        var run = Vertex.Create(Run(), [copy.Output()], new VertexMetadata
        {
            Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = "[2/2] RUN exit 3" },
            IgnoreCache = true,
            ProgressGroup = new Graph.ProgressGroup("1", "group", false),
            Locations = [new SourceLocation(text, [new SourceRange(2, 0, 2, 10)])],
        }, Here);

        var wire = DefinitionEncoder.Encode(new BuildDefinition(run.Output()));
        var read = DefinitionDecoder.Decode(Definition.Parser.ParseFrom(wire.ToByteArray())).Root!;

        Assert.Equal(5, wire.Def.Count);
        Assert.Equal(run.Digest, read.Vertex.Digest);
        Assert.Equal("[2/2] RUN exit 3", read.Vertex.Name);
        Assert.True(read.Vertex.Metadata.IgnoreCache);
        Assert.Equal("group", read.Vertex.Metadata.ProgressGroup!.Name);
        Assert.Equal(2, read.Vertex.Metadata.Locations[0].Ranges[0].StartLine);
        Assert.Equal(Here.ToString(), read.Vertex.Platform!.ToString());
        var again = Vertex.Create(read.Vertex.Operation, read.Vertex.Inputs, platform: read.Vertex.Platform);
        Assert.Equal(run.Digest, again.Digest);
        var file = read.Vertex.Inputs[0].Vertex;
        Assert.Equal(copy.Digest, Vertex.Create(file.Operation, file.Inputs, platform: file.Platform).Digest);
    }

    [Fact]
    public void A_graph_that_names_an_unknown_input_is_refused()
    {
        var definition = new Definition();
        definition.Def.Add(new Op { Inputs = { new Input { Digest = "sha256:" + new string('0', 64) } } }.ToByteString());
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => DefinitionDecoder.Decode(definition)).Kind);
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff })]
    [InlineData(new byte[0])]
    public void What_is_no_operation_is_refused(byte[] bytes)
    {
        var definition = new Definition();
        definition.Def.Add(ByteString.CopyFrom(bytes));
        definition.Def.Add(new Op().ToByteString());
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => DefinitionDecoder.Decode(definition)).Kind);
    }

    private static CopyAction Copy() => new()
    {
        Input = 0,
        SecondaryInput = 1,
        Output = 0,
        Source = "/a",
        Destination = "/b/",
        CreateDestination = true,
        Owner = new FileOwner(new OwnerName(0, "user", 0), new OwnerName(12)),
    };

    private static ExecOperation Run() => new()
    {
        Process = new ExecProcess { Arguments = ["/bin/sh", "-c", "exit 3"], Environment = ["PATH=/bin"], Limits = [new ResourceLimit("nofile", 1, 2)] },
        Mounts =
        [
            new ExecMount { Destination = "/", Input = 0, Output = 0 },
            new ExecMount { Destination = "/cache", Kind = ExecMountKind.Cache, Cache = new CacheMount("id", CacheMountSharing.Locked) },
            new ExecMount { Destination = "/run/secrets/a", Kind = ExecMountKind.Secret, Secret = new ClientFile("a", 1, 2, 0x100, true) },
            new ExecMount { Destination = "/tmp", Kind = ExecMountKind.Tmpfs, TmpfsSize = 4096 },
        ],
        SecretVariables = [new SecretVariable("a", "A", false)],
    };
}
