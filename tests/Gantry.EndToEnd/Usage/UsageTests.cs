using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Usage;

public sealed class UsageTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task Limits_of_a_running_container_change_and_the_others_stay()
    {
        await Idle("limited", "-m 64m --pids-limit 50");
        (await Docker("update -m 32m limited")).Prints("limited\n");
        var host = (await Engine.Inspect("limited"))["HostConfig"]!;
        Assert.Equal((32 << 20, 128 << 20, 50), ((int)host["Memory"]!, (int)host["MemorySwap"]!, (int)host["PidsLimit"]!));
        (await Docker("stats --no-stream --format '{{.MemUsage}}' limited")).Ok();
        Assert.EndsWith("/ 32MiB", (await Docker("stats --no-stream --format '{{.MemUsage}}' limited")).Ok().Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_cannot_change_where_the_container_removes_itself()
    {
        await Idle("fleeting", "--rm");
        var id = (await Engine.Inspect("fleeting"))["Id"]!.GetValue<string>();
        (await Docker("update --restart always fleeting")).Fails(
            1, $"Error response from daemon: Cannot update container {id}: Restart policy cannot be updated because AutoRemove is enabled for the container");
    }

    [Fact]
    public async Task Stats_show_what_a_busy_container_uses()
    {
        await Docker("run -d --name busy busybox sh -c 'while :; do :; done'");
        var line = JsonNode.Parse((await Docker("stats --no-stream --format json busy")).Ok().Line)!;
        Assert.True(double.Parse(line["CPUPerc"]!.GetValue<string>().TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) > 5, line.ToJsonString());
        Assert.Equal("1", line["PIDs"]!.GetValue<string>());
    }

    [Fact]
    public async Task Prune_takes_what_does_not_run_and_fits()
    {
        await Idle("running", "--label old");
        (await Docker("run --name ended --label old busybox sh -c 'echo 12345 > /file'")).Ok();
        (await Docker("create --name kept busybox")).Ok();
        (await Docker("container prune -f --filter until=1h")).Prints("Total reclaimed space: 0B\n");
        Assert.EndsWith("Total reclaimed space: 6B", (await Docker("container prune -f --filter label=old")).Ok().Line, StringComparison.Ordinal);
        (await Docker("ps -a --format '{{.Names}}'")).Prints("kept\nrunning\n");
    }

    [Fact]
    public async Task Df_counts_no_steps_of_a_classic_build()
    {
        async Task<string> Images() => (await Docker("system df --format '{{.Type}} {{.TotalCount}}'")).Ok().Lines[0];
        var before = await Images();
        (await Engine.Shell("printf 'FROM busybox\nLABEL a=1\nRUN echo x > /x\nLABEL b=2\n' | DOCKER_BUILDKIT=0 docker build -q -t steps -")).Ok();
        Assert.Equal(("Images 1", "Images 2"), (before, await Images()));
        Assert.True((await Docker("images -aq")).Ok().Lines.Length > 2);
        (await Docker("rmi steps")).Ok();
    }

    [Fact]
    public async Task Df_counts_containers_and_volumes()
    {
        (await Docker("run --name writer -v counted:/v busybox sh -c 'echo 12345 > /v/file; echo 1 > /file'")).Ok();
        var lines = (await Docker("system df --format '{{.Type}} {{.TotalCount}} {{.Active}} {{.Size}}'")).Ok().Lines;
        Assert.Equal("Containers 1 0 2B", lines[1]);
        Assert.Equal("Local Volumes 1 1 6B", lines[2]);
        (await Docker("rm -f writer")).Ok();
        (await Docker("volume rm counted")).Ok();
    }
}
