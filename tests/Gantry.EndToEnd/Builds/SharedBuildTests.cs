using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Builds at the same time that have something in common: it is done once.</summary>
public sealed class SharedBuildTests : OwnEngineTests
{
    private static readonly string Buildx = Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "buildx", "docker-buildx");

    [Fact]
    public async Task A_step_goes_on_for_the_build_that_stays_and_tells_it_everything()
    {
        await Write("step", "FROM busybox\nRUN --mount=type=cache,id=turns,target=/turns echo turn >> /turns/n; echo be''gun; until [ -e /turns/go ]; do sleep 0.1; done; cp /turns/n /n\n");
        await Write("go", "FROM busybox\nRUN --mount=type=cache,id=turns,target=/turns touch /turns/go\n");
        await using var leaves = Build("step", "leaves");
        await leaves.ErrContains("begun");
        await using var stays = Build("step", "stays");
        await stays.ErrContains("begun");
        leaves.Signal(Native.SIGINT);
        Assert.NotEqual(0, (await leaves.Ended()).Exit);
        await using (var go = Build("go", "go")) (await go.Ended()).Ok();
        (await stays.Ended()).Ok();
        (await Docker("run --rm stays cat /n")).Prints("turn\n");
    }

    [Fact]
    public async Task A_step_that_fails_fails_for_all_who_wait_for_it()
    {
        await Write("step", "FROM busybox\nRUN --mount=type=cache,id=fails,target=/turns echo turn >> /turns/n; echo be''gun; until [ -e /turns/go ]; do sleep 0.1; done; exit 3\n");
        await Write("go", "FROM busybox\nRUN --mount=type=cache,id=fails,target=/turns touch /turns/go\n");
        await Write("look", "FROM busybox\nRUN --mount=type=cache,id=fails,target=/turns cp /turns/n /n\n");
        await using var one = Build("step", "one");
        await one.ErrContains("begun");
        await using var two = Build("step", "two");
        await two.ErrContains("begun");
        await using (var go = Build("go", "go")) (await go.Ended()).Ok();
        Assert.Contains("exit code: 3", (await one.Ended()).Err, StringComparison.Ordinal);
        var failure = (await two.Ended()).Err;
        Assert.Contains("exit code: 3", failure, StringComparison.Ordinal);
        Assert.Contains("2 | >>> RUN", failure, StringComparison.Ordinal);
        await using (var look = Build("look", "look")) (await look.Ended()).Ok();
        (await Docker("run --rm look cat /n")).Prints("turn\n");
    }

    [Fact]
    public async Task Targets_of_a_bake_have_their_context_and_their_steps_in_common()
    {
        await Write(
            "bake",
            """
            FROM busybox AS base
            COPY a /a
            RUN --mount=type=cache,id=bake,target=/n echo x >> /n/n; sleep 1; wc -l < /n/n > /count
            FROM base AS one
            RUN echo 1 > /one
            FROM base AS two
            RUN echo 2 > /two

            """);
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "bake/a"), "a\n");
        await File.WriteAllTextAsync(
            Path.Combine(Engine.Work, "bake/docker-bake.json"),
            """{"group":{"default":{"targets":["one","two"]}},"target":{"one":{"target":"one","tags":["one"]},"two":{"target":"two","tags":["two"]}}}""");
        var baked = (await Engine.Shell($"cd bake && {Buildx} bake --no-cache --progress plain")).Ok().Err;
        foreach (var step in (string[])["load build definition from Dockerfile", "load .dockerignore", "load build context", "load metadata for docker.io/library/busybox:latest"])
            Assert.Single(baked.Split('\n').Where(l => l.EndsWith(step, StringComparison.Ordinal)).Select(l => l.Split(' ')[0]).Distinct());
        (await Docker("run --rm one cat /count")).Prints("1\n");
        (await Docker("run --rm two cat /count /two")).Prints("1\n2\n");
    }

    private async Task Write(string folder, string dockerfile)
    {
        Directory.CreateDirectory(Path.Combine(Engine.Work, folder));
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, folder, "Dockerfile"), dockerfile);
    }

    private Running Build(string folder, string tag) =>
        Running.Start(Buildx, ["build", "--progress", "plain", "-t", tag, folder], Engine.ClientEnvironment, folder: Engine.Work);
}
