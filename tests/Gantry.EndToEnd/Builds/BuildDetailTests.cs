using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>What Docker's clients are told of a build, where it is seen only in a build.</summary>
public sealed class BuildDetailTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static readonly string Build = RemoteBuilder.Buildx + " build --progress plain";

    [Fact]
    public async Task What_stands_on_a_stage_without_cache_is_done_again_and_what_reads_the_same_files_is_not()
    {
        await Write("FROM busybox AS low\nRUN echo low > /low\nFROM low AS mid\nRUN echo mid\nFROM busybox\nCOPY --from=low /low /\nRUN echo top\nCOPY --from=mid /low /again\n");
        (await Engine.Shell($"{Build} .")).Ok();
        var again = (await Engine.Shell($"{Build} --no-cache-filter low . 2>&1")).Ok().Out.Split('\n');
        Assert.DoesNotContain(again.SkipWhile(l => !l.Contains("RUN echo mid", StringComparison.Ordinal)).Take(2), l => l.EndsWith("CACHED", StringComparison.Ordinal));
        Assert.Contains(again, l => l.EndsWith(" mid", StringComparison.Ordinal) && !l.Contains("RUN", StringComparison.Ordinal));
        Assert.DoesNotContain(again, l => l.EndsWith(" top", StringComparison.Ordinal) && !l.Contains("RUN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_had_is_told_of_also_where_nobody_needs_it()
    {
        await Write("FROM busybox\nRUN echo cached > /x\n");
        (await Engine.Shell($"{Build} .")).Ok();
        var built = (await Engine.Shell($"{Build} --cache-from localhost:1/none --cache-from type=foo,ref=x . 2>&1")).Ok().Out;
        Assert.Contains("importing cache manifest from localhost:1/none\n", built, StringComparison.Ordinal);
        Assert.Contains("ERROR: unknown cache importer: foo\n", built, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_handed_out_are_counted_and_may_lie_by_platform()
    {
        await Write("FROM scratch\nCOPY Dockerfile /file\n");
        Assert.Matches("copying files [0-9]+B (0.[0-9]s )?done", (await Engine.Shell($"{Build} -o flat . 2>&1")).Ok().Out);
        Assert.Matches("copying files linux/[a-z0-9]+ [0-9]+B (0.[0-9]s )?done", (await Engine.Shell($"{Build} --build-arg BUILDKIT_MULTI_PLATFORM=1 -o split . 2>&1")).Ok().Out);
        Assert.Contains("sending tarball", (await Engine.Shell($"{Build} -o type=tar,dest=files.tar . 2>&1")).Ok().Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Engine.Work, "flat", "file")));
        Assert.Equal(["file"], Directory.GetFiles(Assert.Single(Directory.GetDirectories(Path.Combine(Engine.Work, "split"), "linux_*"))).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Faults_of_steps_are_told_in_one_line()
    {
        await Write("FROM busybox\nRUN <<EOF\nexit 4\nEOF\n");
        Assert.Contains("process \"/bin/sh -c exit 4\\n\" did not complete successfully: exit code: 4", (await Engine.Shell($"{Build} .")).Err, StringComparison.Ordinal);
        await Write("FROM busybox\nCOPY --from=scratch a /x\n");
        Assert.Contains("lstat /a: no such file or directory", (await Engine.Shell($"{Build} .")).Err, StringComparison.Ordinal);
        await Write("FROM busybox\nCOPY --exclude=[ . /x\n");
        Assert.Contains("invalid excludepatterns: [[]: syntax error in pattern", (await Engine.Shell($"{Build} .")).Err, StringComparison.Ordinal);
        await Write("FROM busybox\n");
        Assert.Contains("ERROR: failed to build: failed to solve: invalid reference format", (await Engine.Shell($"{Build} -o type=image,name=BAD .")).Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_a_step_prints_only_so_much_is_shown_and_the_end_of_what_failed()
    {
        await Write("FROM busybox\nRUN yes 0123456789 | head -c 1500000\n");
        var shown = (await Engine.Shell($"{Build} --no-cache . 2>&1")).Ok().Out;
        Assert.Contains("[output clipped, log limit 200KiB/s reached]", shown, StringComparison.Ordinal);
        await Write("FROM busybox\nRUN yes 0123456789 | head -c 1500000; echo reason; false\n");
        var failed = (await Engine.Shell($"{Build} --no-cache . 2>&1")).Out;
        Assert.Contains("[output clipped, log limit 200KiB/s reached]", failed, StringComparison.Ordinal);
        Assert.Contains("reason\n", failed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_are_nearly_right_are_proposed()
    {
        foreach (var (dockerfile, flags, meant) in new[]
        {
            ("FROM busybox AS base\nFROM bsae\n", "", "base"), ("FROM busybox AS base\nFROM scratch\nCOPY --from=bsae /a /a\n", "", "base"),
            ("FROM busybox AS base\n", "--target bsae", "base"), ("FROM busybix\n", "", "busybox"),
        })
        {
            await Write(dockerfile);
            Assert.Contains($"(did you mean {meant}?)", (await Engine.Shell($"{Build} {flags} .")).Err, StringComparison.Ordinal);
        }

        await Write("ARG A=${X:?none}\nFROM busybox\n");
        Assert.Contains("1 | >>> ARG A=", (await Engine.Shell($"{Build} .")).Err, StringComparison.Ordinal);
        await Write("FROM busybox\nADD --checksum=sha256:12 https://localhost/a /a\n");
        Assert.Contains("invalid checksum digest length", (await Engine.Shell($"{Build} .")).Err, StringComparison.Ordinal);
        await Write("FROM busybox\nADD https://host.invalid/a /a\n");
        Assert.Matches("Get \"https://host.invalid/a\": dial tcp: lookup host.invalid.*: no such host", (await Engine.Shell($"{Build} .")).Err);
    }

    [Fact]
    public async Task An_inline_cache_is_a_part_of_the_export()
    {
        await Write("FROM busybox\nRUN echo inline > /x\n");
        Assert.Contains("preparing layers for inline cache", (await Engine.Shell($"{Build} --cache-to type=inline . 2>&1")).Ok().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_are_inherited_without_what_is_not_said()
    {
        await Write("FROM busybox\nHEALTHCHECK --interval=5s CMD true\n");
        (await Engine.Shell($"{Build} -t checked .")).Ok();
        var check = JsonNode.Parse((await Docker("image inspect -f '{{json .Config.Healthcheck}}' checked")).Ok().Out)!.AsObject();
        Assert.Equal(["Interval", "Test"], check.Select(p => p.Key).Order());
        (await Docker("rmi -f checked")).Ok();
    }

    [Theory]
    [InlineData("t=BAD", 500, "invalid reference format: repository name (library/BAD) must be lowercase")]
    [InlineData("version=2&t=BAD", 500, "invalid reference format: repository name (library/BAD) must be lowercase")]
    [InlineData("labels=x", 400, "error reading labels: invalid character 'x' looking for beginning of value")]
    [InlineData("outputs=x", 400, "invalid outputs specified: invalid character 'x' looking for beginning of value")]
    [InlineData("version=2&outputs=x", 400, "invalid outputs specified: invalid character 'x' looking for beginning of value")]
    [InlineData("shmsize=x", 500, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("remote=client-session", 400, "experimental session with v1 builder is no longer supported, use builder version v2 (BuildKit) instead")]
    public async Task Parameters_are_refused_in_Dockers_words(string query, int status, string message)
    {
        await Write("FROM busybox\n");
        var answer = (await Post(query)).Split('\n');
        Assert.Equal((status.ToString(System.Globalization.CultureInfo.InvariantCulture), message), (answer[^1], (string?)JsonNode.Parse(answer[0])!["message"]));
    }

    [Fact]
    public async Task A_session_that_does_not_come_is_not_missed_where_the_context_is_there()
    {
        await Write("FROM busybox\nLABEL a=b\n");
        Assert.Contains("moby.image.id", await Post("version=2&session=none"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_classic_builder_links_by_copying()
    {
        await Write("FROM busybox\nCOPY --link Dockerfile /\n");
        Assert.Contains("Successfully built", await Post(""), StringComparison.Ordinal);
    }

    private async Task<string> Post(string query) => (await Engine.Shell(
        $"tar -c Dockerfile | curl -s -w '%{{http_code}}' --unix-socket {Engine.Socket} -X POST -H 'Content-Type: application/x-tar' --data-binary @- 'http://engine/v1.51/build?{query}'")).Ok().Out;

    private Task Write(string dockerfile) => File.WriteAllTextAsync(Path.Combine(Engine.Work, "Dockerfile"), dockerfile);
}
