using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Image layouts in the client's directories: as named contexts, as results, and as places of caches.</summary>
public sealed class LayoutTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static string Own => $"{EngineBinary.Client} build";

    public override async Task InitializeAsync()
    {
        await Write("base/Dockerfile", "FROM busybox\nENV FROM=layout\nRUN echo layered > /layered\n");
        await Write("top/Dockerfile", "FROM base AS made\nRUN echo \"$FROM $(cat /layered)\" > /said\nFROM busybox\nCOPY --from=base /layered /copied\nCOPY --from=made /said /said\nCMD [\"cat\", \"/said\", \"/copied\"]\n");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Docker("rmi -f on-layout cached");
        (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af")).Ok();
    }

    [Fact]
    public async Task A_named_context_is_an_image_of_a_layout()
    {
        (await Engine.Shell($"{Own} -q -o type=oci,dest=layout,tar=false,name=some/base:1 base")).Ok();
        var index = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Engine.Work, "layout", "index.json")))!;
        Assert.Equal("1", (string?)index["manifests"]![0]!["annotations"]!["org.opencontainers.image.ref.name"]);
        foreach (var (client, place) in new[] { ($"{RemoteBuilder.Buildx} build", "layout:1"), (Own, "layout"), (Own, $"layout@{(string?)index["manifests"]![0]!["digest"]}") })
        {
            (await Engine.Shell($"{client} -q --build-context base=oci-layout://{place} -t on-layout top && {RemoteBuilder.Buildx} prune -af")).Ok();
            (await Docker("run --rm on-layout")).Prints("layout layered\nlayered\n");
            (await Docker("rmi -f on-layout")).Ok();
        }

        var missing = await Engine.Shell($"{Own} --build-context base=oci-layout://nosuch top");
        Assert.Contains("oci-layout reference \"oci-layout://nosuch\" could not be resolved", missing.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_in_a_directory_goes_with_the_client()
    {
        (await Engine.Shell($"{Own} -q --cache-to type=local,dest=kept,mode=max base")).Ok();
        (await Engine.Shell($"docker images -q --filter dangling=true | xargs -r docker rmi -f; {RemoteBuilder.Buildx} prune -af")).Ok();
        var built = (await Engine.Shell($"{Own} --progress plain --cache-from type=local,src=kept -t cached base")).Ok().Err;
        Assert.Matches(@"RUN echo layered > /layered\n#\d+ CACHED", built);
        Assert.Contains("WARNING: local cache import at nosuch not found", (await Engine.Shell($"{Own} --progress plain --cache-from type=local,src=nosuch base")).Ok().Err, StringComparison.Ordinal);
    }

    private async Task Write(string path, string content)
    {
        var full = Path.Combine(Engine.Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await File.WriteAllTextAsync(full, content);
    }
}
