using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Bills of materials: a scanner, an image of its own, says what a result holds.</summary>
public sealed class BillTests(EngineFixture fixture) : EngineTests(fixture)
{
    // Says what it was shown, as BuildKit's protocol for scanners has it.
    private const string Scanner =
        """
        FROM busybox
        COPY <<'EOF' /scan
        set -e
        for place in $BUILDKIT_SCAN_SOURCE $(ls -d $BUILDKIT_SCAN_SOURCE_EXTRAS/* 2>/dev/null); do
          name=$(basename $place)
          files=$(cd $place && find made* context* -type f 2>/dev/null | sort | tr '\n' ' ')
          printf '{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","predicate":{"name":"%s","files":"%s","told":"%s"}}' \
            $name "$files" "$BUILDKIT_SCAN_TOLD" > $BUILDKIT_SCAN_DESTINATION/$name.spdx.json
        done
        ! touch $BUILDKIT_SCAN_SOURCE/written 2>/dev/null
        EOF
        ENTRYPOINT ["sh", "/scan"]
        """;

    private const string Scanned =
        """
        ARG BUILDKIT_SBOM_SCAN_CONTEXT=true
        FROM busybox AS tools
        ARG BUILDKIT_SBOM_SCAN_STAGE=true
        RUN touch /made-tool
        FROM busybox AS unseen
        RUN touch /made-unseen
        FROM busybox
        COPY --from=tools /made-tool /tmp/tool
        COPY --from=unseen /made-unseen /tmp/unseen
        COPY context /context
        RUN touch /made
        """;

    private const string Wish = "--provenance=false --sbom=generator=scanner,TOLD=something";

    private RemoteBuilder _builder = null!;

    public override async Task InitializeAsync()
    {
        _builder = new RemoteBuilder(Engine);
        await _builder.Create();
        var folder = Directory.CreateDirectory(Path.Combine(Engine.Work, "scanned")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), Scanned);
        await File.WriteAllTextAsync(Path.Combine(folder, "context"), "");
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "Scanner"), Scanner);
        (await Engine.Shell($"{RemoteBuilder.Buildx} build -q -t scanner - < Scanner")).Ok();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Docker("rmi -f scanner");
        (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af")).Ok();
    }

    [Fact]
    public async Task An_image_has_what_the_scanner_says_beside_it()
    {
        (await Engine.Shell($"{_builder.Build} {Wish} -o type=oci,dest=said.tar,name=registry.example/said:1 scanned && mkdir said && tar -xf said.tar -C said")).Ok();
        var root = await Document("index.json");
        var index = await Blob(root["manifests"]![0]!);
        var (image, beside) = (index["manifests"]![0]!, index["manifests"]![1]!);
        Assert.Equal((string?)image["digest"], (string?)beside["annotations"]!["vnd.docker.reference.digest"]);
        var layers = (await Blob(beside))["layers"]!.AsArray();
        Assert.All(layers, l => Assert.Equal("https://spdx.dev/Document", (string?)l!["annotations"]!["in-toto.io/predicate-type"]));
        var statements = new List<JsonNode>();
        foreach (var layer in layers) statements.Add(await Blob(layer!));
        Assert.Equal(
            ["sbom-context: context, told something", "sbom-tools: made-tool, told something", "sbom: context made, told something"],
            statements.Select(s => s["predicate"]!).Select(p => $"{p["name"]}: {((string)p["files"]!).Trim()}, told {p["told"]}"));
        Assert.All(statements, s => Assert.Equal("pkg:docker/registry.example/said@1?platform=linux%2Famd64", (string?)s["subject"]![0]!["name"]));
    }

    [Fact]
    public async Task Files_have_it_among_them()
    {
        (await Engine.Shell($"{_builder.Build} {Wish} -o type=local,dest=files scanned")).Ok();
        var said = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Engine.Work, "files", "sbom.spdx.json")))!;
        Assert.Equal("sbom", (string?)said["predicate"]!["name"]);
        Assert.Contains(said["subject"]!.AsArray(), s => (string?)s!["name"] == "made");
    }

    [Fact]
    public async Task A_scanner_that_fails_ends_the_build()
    {
        (await Engine.Shell($"printf 'FROM busybox\\nENTRYPOINT [\"false\"]\\n' | {RemoteBuilder.Buildx} build -q -t scanner -")).Ok();
        var failed = await Engine.Shell($"{_builder.Build} {Wish} -o type=oci,dest=said.tar scanned");
        Assert.Equal(1, failed.Exit);
        Assert.Contains("[linux/amd64] generating sbom using scanner", failed.Err, StringComparison.Ordinal);
        Assert.Contains("process \"false\" did not complete successfully: exit code: 1", failed.Err, StringComparison.Ordinal);
    }

    private async Task<JsonNode> Document(string path) => JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Engine.Work, "said", path)))!;

    private Task<JsonNode> Blob(JsonNode descriptor) => Document("blobs/" + ((string)descriptor["digest"]!).Replace(':', '/'));
}
