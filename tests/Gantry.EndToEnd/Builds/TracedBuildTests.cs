using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>BuildKit's builds by <c>POST /build?version=2</c>, as Docker's command line asked for them before it had a plugin.</summary>
public sealed class TracedBuildTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task The_context_comes_with_the_request_and_progress_in_messages_of_BuildKit_s()
    {
        (await Engine.Shell("printf 'FROM busybox\\nARG WHO\\nRUN --mount=type=tmpfs,target=/t echo \"hi $WHO\" > /said\\nCMD [\"cat\", \"/said\"]\\n' > Dockerfile")).Ok();
        var lines = await Build("version=2&t=traced&buildargs=%7B%22WHO%22%3A%22you%22%7D");
        Assert.Contains(lines, l => (string?)l["id"] == "moby.buildkit.trace" && Convert.FromBase64String((string)l["aux"]!).Length > 0);
        Assert.Equal("moby.image.id", (string?)lines[^1]["id"]);
        Assert.Equal((string?)lines[^1]["aux"]!["ID"], (await Docker("inspect -f {{.Id}} traced")).Ok().Line);
        (await Docker("run --rm traced")).Prints("hi you\n");
        Assert.Equal("sha256:", ((string)(await Build("version=2&q=1"))[^1]["stream"]!)[..7]);
        (await Docker("rmi -f traced")).Ok();
    }

    [Fact]
    public async Task A_failure_is_a_line_and_other_versions_are_refused()
    {
        (await Engine.Shell("printf 'FROM busybox\\nRUN exit 4\\n' > Dockerfile")).Ok();
        Assert.Contains("process \"/bin/sh -c exit 4\" did not complete successfully: exit code: 4", (string?)(await Build("version=2"))[^1]["error"], StringComparison.Ordinal);
        Assert.Equal("invalid version \"3\"", (string?)(await Build("version=3"))[0]["message"]);
    }

    [Theory]
    [InlineData("version=2&remote=client-session&session=unknown", "failed to read dockerfile: no active session for unknown: context deadline exceeded")]
    [InlineData("version=2&remote=client-session", "failed to read dockerfile: failed to load cache key: could not access local files without session")]
    [InlineData("version=2", "no active sessions")]
    [InlineData("version=2&session=unknown", "no active session for unknown: context deadline exceeded")]
    public async Task A_session_that_is_not_there_is_missed_where_something_is_asked_of_it(string query, string error)
    {
        (await Engine.Shell("printf 'FROM busybox\\nRUN --mount=type=secret,id=s true\\n' > Dockerfile")).Ok();
        Assert.Equal(error, (string?)(await Build(query))[^1]["error"]);
    }

    [Fact]
    public async Task The_cache_that_an_image_carries_is_taken()
    {
        const string Carrier = "localhost:5000/carrier:1";
        await using var registry = await RegistryServer.Start(Engine);
        (await Engine.Shell("printf 'FROM busybox\\nRUN cat /proc/sys/kernel/random/uuid > /once\\n' > Dockerfile")).Ok();
        await Build($"version=2&t={Carrier}&buildargs={Uri.EscapeDataString("{\"BUILDKIT_INLINE_CACHE\":\"1\"}")}");
        var once = (await Docker($"run --rm {Carrier} cat /once")).Ok().Line;
        (await Docker($"push -q {Carrier}")).Ok();
        (await Docker($"rmi -f {Carrier}")).Ok();
        (await Engine.Shell($"curl -sf -X POST --unix-socket {Engine.Socket} 'http://engine/v1.51/build/prune?all=1'")).Ok();
        await Build($"version=2&t=second&cachefrom={Uri.EscapeDataString($"[\"{Carrier}\"]")}");
        (await Docker("run --rm second cat /once")).Prints(once + "\n");
        (await Docker("rmi -f second")).Ok();
    }

    [Theory]
    [InlineData("[{\"Type\":\"cacheonly\"}]", "exporter \"\" could not be found")]
    [InlineData("[{\"Type\":\"moby\"},{\"Type\":\"tar\"}]", "multiple outputs not supported")]
    public async Task Outputs_that_are_none_are_refused(string outputs, string message) =>
        Assert.Equal(message, (string?)(await Build("version=2&outputs=" + Uri.EscapeDataString(outputs)))[0]["message"]);

    private async Task<List<JsonNode>> Build(string query)
    {
        var answer = (await Engine.Shell($"tar -c Dockerfile | curl -s --unix-socket {Engine.Socket} -X POST -H 'Content-Type: application/x-tar' --data-binary @- 'http://engine/v1.51/build?{query}'")).Ok();
        return [.. answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => JsonNode.Parse(l)!)];
    }
}
