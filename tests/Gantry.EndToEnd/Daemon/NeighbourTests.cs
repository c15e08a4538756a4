using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

/// <summary>Engines beside each other on one machine, as Gantry may be beside a Docker that is used: the defaults of all of them are the same.</summary>
public sealed class NeighbourTests : OwnEngineTests
{
    [Fact]
    public async Task Containers_of_another_engine_under_the_same_cgroup_and_on_the_same_bridge_are_none_of_its_business()
    {
        (await Docker("run -d --name one -p 8080:80 busybox httpd -f -h /etc")).Ok();
        var rules = (await Engine.Shell("nft list table ip gantry-docker0")).Ok().Out;

        await using var other = new Engine(Engine.Host) { CgroupParent = Engine.CgroupParent };
        await other.Start();
        await other.Kill();
        await other.Start();

        await AnswersAsync();
        Assert.Contains("table ip gantry-docker0-", (await Engine.Shell("nft list tables")).Ok().Out, StringComparison.Ordinal);
        await other.Stop();
        await AnswersAsync();
        Assert.DoesNotContain("gantry-docker0-", (await Engine.Shell("nft list tables")).Ok().Out, StringComparison.Ordinal);

        async Task AnswersAsync()
        {
            Assert.Equal("true", (await Docker("inspect -f '{{.State.Running}}' one")).Line);
            Assert.Equal((await Docker("exec one hostname")).Line, (await Engine.Shell("curl -s http://127.0.0.1:8080/hostname")).Ok().Line);
            Assert.Equal(rules, (await Engine.Shell("nft list table ip gantry-docker0")).Ok().Out);
        }
    }

    [Fact]
    public async Task A_killed_engine_knows_its_own_leftovers_by_their_run_directories()
    {
        var id = (await Docker("run -d --rm busybox sleep 1000")).Ok().Line;
        await Engine.Kill();

        // As if the daemon had been killed between the removal of the container's document and the end of its process.
        Directory.Delete(Path.Combine(Engine.DataRoot, "containers", id), recursive: true);
        await Engine.Start();

        await Deadline.Until(() => KernelState.Processes(Engine).Any(process => process.Id != Engine.ProcessId) ? "its process is still there" : null);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(Engine.ExecRoot, "containers")));
    }
}
