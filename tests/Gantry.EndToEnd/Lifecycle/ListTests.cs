using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Lifecycle;

public sealed class ListTests(EngineFixture fixture) : EngineTests(fixture)
{
    public override async Task InitializeAsync()
    {
        await Docker("create --name created --label kind=c busybox true");
        (await Docker("run --name exited --label kind=e --label x busybox sh -c 'exit 3'")).Is(3);
        await Idle("running", "--label kind=r");
    }

    [Fact]
    public async Task Ps_shows_running_ones_and_with_a_all_newest_first()
    {
        (await Docker("ps --format '{{.Names}}'")).Prints("running\n");
        (await Docker("ps -a --format '{{.Names}}'")).Prints("running\nexited\ncreated\n");
        (await Docker("ps -l --format '{{.Names}}'")).Prints("running\n");
        (await Docker("ps -n 2 --format '{{.Names}}'")).Prints("running\nexited\n");
    }

    [Fact]
    public async Task The_table_has_dockers_columns()
    {
        var lines = (await Docker("ps -a")).Ok().Lines;
        Assert.Matches("^CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES$", lines[0]);
        Assert.Matches("^[0-9a-f]{12} +busybox +\"sh -c 'trap \\\\\"exit 0…\" +(Less than a second|1 second|\\d+ seconds) ago +Up (Less than a second|1 second|\\d+ seconds) +running$", lines[1]);
        Assert.Matches("^[0-9a-f]{12} +busybox +\"sh -c 'exit 3'\" +.* ago +Exited \\(3\\) (Less than a second|1 second|\\d+ seconds) ago +exited$", lines[2]);
        Assert.Matches("^[0-9a-f]{12} +busybox +\"true\" +.* ago +Created +created$", lines[3]);
    }

    [Theory]
    [InlineData("status=exited", "exited")]
    [InlineData("status=created", "created")]
    [InlineData("exited=3", "exited")]
    [InlineData("exited=0", "")]
    [InlineData("label=x", "exited")]
    [InlineData("label=kind=r", "running")]
    [InlineData("name=^/cre", "created")]
    [InlineData("name=e", "exited created")]
    [InlineData("before=running", "exited created")]
    [InlineData("since=created", "running exited")]
    [InlineData("ancestor=busybox", "running exited created")]
    [InlineData("ancestor=none", "")]
    [InlineData("network=bridge", "running exited created")]
    [InlineData("network=host", "")]
    public async Task Filters_choose(string filter, string names)
    {
        Assert.Equal(names, (await Docker($"ps -a --filter {filter} --format '{{{{.Names}}}}'")).Ok().Line.Replace('\n', ' '));
    }

    [Fact]
    public async Task A_filter_by_id_takes_a_part_of_it()
    {
        var id = (await Engine.Inspect("exited"))["Id"]!.GetValue<string>();
        (await Docker($"ps -aq --no-trunc --filter id={id[..8]}")).Prints(id + "\n");
    }

    [Fact]
    public async Task Unknown_filters_and_values_are_refused()
    {
        (await Docker("ps --filter bogus=1")).Is(1, "", "Error response from daemon: invalid filter 'bogus'\n");
        (await Docker("ps --filter status=bogus")).Is(1, "", "Error response from daemon: invalid filter 'status=bogus': invalid value for state (bogus): must be one of created, running, paused, restarting, removing, exited, dead\n");
        (await Docker("ps --filter exited=bogus")).Is(1, "", "Error response from daemon: invalid filter 'exited=bogus': strconv.Atoi: parsing \"bogus\": invalid syntax\n");
    }

    [Fact]
    public async Task The_size_counts_what_the_container_wrote()
    {
        (await Docker("run --name big busybox dd if=/dev/zero of=/file bs=1000 count=1000")).Ok();
        Assert.Matches(@"^1MB \(virtual [\d.]+MB\)\n$", (await Docker("ps -a -s --filter name=big --format '{{.Size}}'")).Ok().Out);
    }

    [Fact]
    public async Task Top_shows_the_processes_as_the_host_sees_them()
    {
        var pid = (await Engine.Inspect("running"))["State"]!["Pid"]!.GetValue<int>();
        var top = (await Docker("top running")).Ok().Lines;
        Assert.Matches("^UID +PID +PPID +C +STIME +TTY +TIME +CMD$", top[0]);
        Assert.Matches($"^root +{pid} +\\d+ +\\d+ +[0-9:]+ +\\? +[0-9:]+ +sh -c trap .*$", top[1]);
        Assert.Equal(3, top.Length);
        var own = (await Docker("top running -o pid,args")).Ok().Lines;
        Assert.Matches("^PID +COMMAND$", own[0]);
        Assert.Matches($"^{pid} +sh -c trap ", own[1]);
    }

    [Fact]
    public async Task Top_of_a_stopped_container_is_an_error()
    {
        var id = (await Engine.Inspect("exited"))["Id"]!.GetValue<string>();
        (await Docker("top exited")).Is(1, "", $"Error response from daemon: container {id} is not running\n");
    }
}
