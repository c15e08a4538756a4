using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

public sealed class ResumeTests
{
    [Fact]
    public async Task A_pull_goes_on_where_a_killed_daemon_was()
    {
        using var host = Host.Create();
        using var registry = await StallingRegistry.Start(host);
        await using var engine = new Engine(host);
        var parts = await BreakOff(engine, registry);
        (await engine.Docker($"pull -q {registry.Name}")).Prints(registry.Name + "\n");
        Assert.Equal([0, registry.Half], registry.Asked);
        Assert.Empty(Directory.EnumerateFileSystemEntries(parts));
        (await engine.Docker(["save", "-o", Path.Combine(engine.Work, "x.tar"), registry.Name])).Ok();
    }

    [Fact]
    public async Task Pruning_everything_leaves_nothing_of_a_pull_that_broke_off()
    {
        using var host = Host.Create();
        using var registry = await StallingRegistry.Start(host);
        await using var engine = new Engine(host);
        var parts = await BreakOff(engine, registry);
        (await engine.Docker("image prune -f")).Ok();
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(parts));
        (await engine.Docker("image prune -af")).Ok();
        Assert.Empty(Directory.EnumerateFileSystemEntries(parts));
    }

    /// <summary>Kills the daemon with half a layer fetched, and starts it again; where the half lies.</summary>
    private static async Task<string> BreakOff(Engine engine, StallingRegistry registry)
    {
        await engine.Start();
        var parts = Path.Combine(engine.DataRoot, "blobs/.ingest");
        await using (engine.Begin($"pull {registry.Name}"))
        {
            await Deadline.Until(() => Directory.EnumerateFiles(parts).Any(part => new FileInfo(part).Length == registry.Half), "the first half has not come");
            await engine.Kill();
        }

        await engine.Start();
        return parts;
    }
}
