using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Builds that end before they are done: nothing of them stays, and nothing half is taken for a result.</summary>
public sealed class BuildEndTests : OwnEngineTests
{
    private static readonly string Buildx = Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "buildx", "docker-buildx");

    // The first run of the step never ends; the next one, whose cache mount remembers the first, does.
    private const string Dockerfile =
        """
        FROM busybox
        RUN --mount=type=cache,target=/turns echo half > /out; if mkdir /turns/first; then echo be''gun; sleep 1000; fi; echo whole > /out

        """;

    [Theory]
    [InlineData(false, Native.SIGINT)]
    [InlineData(false, Native.SIGKILL)]
    [InlineData(true, Native.SIGINT)]
    [InlineData(true, Native.SIGKILL)]
    public async Task A_client_that_leaves_leaves_nothing_half(bool isOwn, int signal)
    {
        var before = await Begin();
        await using (var building = Build(isOwn))
        {
            await building.ErrContains("begun");
            building.Signal(signal);
            Assert.NotEqual(0, (await building.Ended()).Exit);
        }

        await EndsClean(before);
    }

    [Fact]
    public async Task A_build_is_given_up_by_its_id()
    {
        var before = await Begin();
        await using (var building = Build(isOwn: false))
        {
            await building.ErrContains("begun");
            var reference = (await Engine.Shell($"{Buildx} history ls --format '{{{{.Ref}}}}'")).Ok().Lines[0].Split('/')[^1];
            Assert.Equal(200, (await Engine.Api.Post($"/build/cancel?id={reference}")).Code);
            var ended = await building.Ended();
            Assert.NotEqual(0, ended.Exit);
            Assert.Contains("cancel", ended.Err, StringComparison.OrdinalIgnoreCase);
        }

        await EndsClean(before);
    }

    [Fact]
    public async Task A_daemon_that_is_killed_leaves_nothing_half()
    {
        var before = await Begin();
        await using (var building = Build(isOwn: false))
        {
            await building.ErrContains("begun");
            await Engine.Kill();
            Assert.NotEqual(0, (await building.Ended()).Exit);
        }

        await Engine.Start();
        await EndsClean(before);
    }

    private async Task<KernelState> Begin()
    {
        Directory.CreateDirectory(Path.Combine(Engine.Work, "ends"));
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "ends/Dockerfile"), Dockerfile);
        // What the first run of all makes for good is there then: the default bridge's rules and the like.
        (await Docker("run --rm busybox true")).Ok();
        return KernelState.Of(Engine, Engine.ProcessId);
    }

    private Running Build(bool isOwn) =>
        Running.Start(isOwn ? EngineBinary.Client : Buildx, ["build", "--progress", "plain", "-t", "ends", "ends"], Engine.ClientEnvironment, folder: Engine.Work);

    private async Task EndsClean(KernelState before)
    {
        await KernelState.Returns(Engine, before, Engine.ProcessId);
        await using (var again = Build(isOwn: false)) (await again.Ended()).Ok();
        (await Docker("run --rm ends cat /out")).Prints("whole\n");
    }
}
