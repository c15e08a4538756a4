using System.Text.Json;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>What builds keep: listed, counted and removed.</summary>
public sealed class BuildCacheTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static readonly string Build =
        $"{Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "buildx", "docker-buildx")} build";

    [Fact]
    public async Task Results_are_listed_counted_and_removed()
    {
        await File("kept/Dockerfile", "FROM busybox\nCOPY f /kept-copy\nRUN --mount=type=cache,target=/kept-mount echo 1234567 > /kept-run\n");
        await File("kept/f", "four");
        (await Engine.Shell($"{Build} -q -t kept kept && {Build} -q -t kept kept")).Ok();
        var run = await RecordAsync("mount / from exec");
        Assert.Equal((8, true, "regular"), (run.GetProperty("Size").GetInt64(), run.GetProperty("Shared").GetBoolean(), run.GetProperty("Type").GetString()));
        Assert.True(run.GetProperty("UsageCount").GetInt32() >= 2, "it was made once and found at least once");
        var copy = await RecordAsync("/kept-copy");
        Assert.Equal(copy.GetProperty("ID").GetString(), Assert.Single(run.GetProperty(" Parents").EnumerateArray()).GetString());
        Assert.Equal("exec.cachemount", (await RecordAsync("cached mount /kept-mount")).GetProperty("Type").GetString());

        // What an image shares stays, unless all is meant.
        Assert.DoesNotContain(run.GetProperty("ID").GetString()!, await PruneAsync("filters={\"type\":[\"regular\"]}"), StringComparison.Ordinal);
        (await Docker("rmi -f kept")).Ok();
        var pruned = await PruneAsync($"filters={{\"id\":[\"{run.GetProperty("ID").GetString()}\"]}}");
        Assert.Contains($"\"CachesDeleted\":[\"{run.GetProperty("ID").GetString()}\"]", pruned, StringComparison.Ordinal);
        Assert.Contains("\"SpaceReclaimed\":8", pruned, StringComparison.Ordinal);
        Assert.Null(await FindAsync(r => r.GetProperty("ID").GetString() == run.GetProperty("ID").GetString()));
    }

    [Theory]
    [InlineData("filters={\"x\":[\"y\"]}", "failed to prune build cache: invalid filter 'x'")]
    [InlineData("filters={\"mutable\":[]}", "failed to prune build cache: invalid filter 'mutable'")]
    [InlineData("filters={\"id\":[\"a\",\"b\"]}", "failed to prune build cache: filters expect only one value")]
    [InlineData("filters={\"until\":[\"a\"]}", "failed to prune build cache: \\\"until\\\" filter expects a duration (e.g., '24h') or a timestamp: failed to parse value as time or duration: \\\"a\\\"")]
    [InlineData("keep-storage=abc", "keep-storage is in bytes and expects an integer, got abc: strconv.Atoi: parsing \\\"abc\\\": invalid syntax")]
    [InlineData("reserved-space=abc", "reserved-space is in bytes and expects an integer, got abc: strconv.Atoi: parsing \\\"abc\\\": invalid syntax")]
    public async Task A_wrong_pruning_is_refused(string query, string message) => Assert.Contains(message, await PruneAsync(query), StringComparison.Ordinal);

    private async Task<string> PruneAsync(string query)
    {
        var parts = query.Split('=', 2);
        return (await Engine.Shell($"curl -s -X POST --unix-socket {Engine.Socket} 'http://engine/v1.51/build/prune?{parts[0]}={Uri.EscapeDataString(parts[1])}'")).Ok().Out;
    }

    private async Task File(string path, string content)
    {
        var full = Path.Combine(Engine.Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await System.IO.File.WriteAllTextAsync(full, content);
    }

    private async Task<JsonElement> RecordAsync(string part) => await FindAsync(r => r.GetProperty("Description").GetString()!.Contains(part, StringComparison.Ordinal)) ?? throw new InvalidOperationException($"no record is about {part}");

    private async Task<JsonElement?> FindAsync(Func<JsonElement, bool> fits)
    {
        var usage = (await Engine.Shell($"curl -s --unix-socket {Engine.Socket} 'http://engine/v1.51/system/df?type=build-cache'")).Ok().Out;
        using var document = JsonDocument.Parse(usage);
        foreach (var record in document.RootElement.GetProperty("BuildCache").EnumerateArray())
            if (fits(record)) return record.Clone();
        return null;
    }
}
