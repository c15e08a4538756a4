using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

/// <summary>The daemon dies, the containers do not: what is known, heard and reachable after it came back.</summary>
public sealed class RestartTests : OwnEngineTests
{
    private const string Ticking = "sh -c 'i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done'";

    private async Task Crash()
    {
        await Engine.Kill();
        await Engine.Start();
    }

    private async Task<int> Last(string container) => int.Parse((await Docker($"logs --tail 1 {container}")).Ok().Line, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_running_container_runs_on_and_its_log_has_no_gap()
    {
        (await Docker($"run -d --name ticking busybox {Ticking}")).Ok();
        await Engine.Shows("ticking", "3\n");
        var pid = (await Engine.Inspect("ticking"))["State"]!["Pid"]!.GetValue<int>();
        await Engine.Kill();
        Assert.True(Directory.Exists($"/proc/{pid}"));
        await Engine.Start();
        Assert.Equal(("running", pid), ((await Engine.Inspect("ticking"))["State"]!["Status"]!.GetValue<string>(), (await Engine.Inspect("ticking"))["State"]!["Pid"]!.GetValue<int>()));
        var seen = await Last("ticking");
        await Deadline.Until(async () => await Last("ticking") > seen + 5 ? null : "the log stands still");
        var lines = (await Docker("logs ticking")).Ok().Lines;
        Assert.Equal(Enumerable.Range(1, lines.Length).Select(i => $"{i}"), lines);
        (await Docker("exec ticking echo inside")).Prints("inside\n");
        (await Docker("stop -t 0 ticking")).Prints("ticking\n");
        Assert.Equal(137, (await Engine.Inspect("ticking"))["State"]!["ExitCode"]!.GetValue<int>());
        (await Docker("start ticking")).Ok();
    }

    [Fact]
    public async Task What_ended_while_the_daemon_was_away_has_its_exit_code()
    {
        Directory.CreateDirectory(Engine.Work + "/gate");
        (await Docker($"run -d --name ends -v {Engine.Work}/gate:/gate busybox sh -c 'echo waiting; until [ -e /gate/open ]; do sleep 0.05; done; echo ended; exit 42'")).Ok();
        await Engine.Shows("ends", "waiting");
        var pid = (await Engine.Inspect("ends"))["State"]!["Pid"]!.GetValue<int>();
        await Engine.Kill();
        await File.WriteAllTextAsync(Engine.Work + "/gate/open", "");
        await Deadline.Until(() => !Directory.Exists($"/proc/{pid}"), "the process still runs");
        await Engine.Start();
        await Engine.Reaches("ends", "exited");
        // The reference forgets code and last words when its containerd dies with it.
        (await Docker("wait ends")).Prints(EngineBinary.IsReference ? "255\n" : "42\n");
        (await Docker("logs ends")).Prints(EngineBinary.IsReference ? "waiting\n" : "waiting\nended\n");
        (await Docker("rm ends")).Prints("ends\n");
    }

    [Fact]
    public async Task One_that_is_to_be_removed_goes_when_it_ended_while_the_daemon_was_away()
    {
        Directory.CreateDirectory(Engine.Work + "/gate");
        (await Docker($"run -d --rm --name brief -v {Engine.Work}/gate:/gate busybox sh -c 'until [ -e /gate/open ]; do sleep 0.05; done'")).Ok();
        var pid = (await Engine.Inspect("brief"))["State"]!["Pid"]!.GetValue<int>();
        await Engine.Kill();
        await File.WriteAllTextAsync(Engine.Work + "/gate/open", "");
        await Deadline.Until(() => !Directory.Exists($"/proc/{pid}"), "the process still runs");
        await Engine.Start();
        await Deadline.Until(async () => (await Docker("ps -aq")).Out.Length == 0 ? null : "it is still listed");
    }

    [Fact]
    public async Task Names_resolve_after_it_came_back()
    {
        (await Docker("network create --subnet 10.72.9.0/24 lasting")).Ok();
        (await Docker("run -d --name asker --network lasting busybox sleep 1000")).Ok();
        (await Docker("run -d --name asked --network lasting --network-alias alias busybox sleep 1000")).Ok();
        await Crash();
        (await Docker("exec asker ping -c 1 -W 2 alias")).Ok();
        (await Docker("rm -f -v asker asked")).Ok();
        (await Docker("network rm lasting")).Ok();
    }

    [Fact]
    public async Task Attaching_works_again_both_ways()
    {
        (await Docker("run -d -i --name talks busybox sh -c 'while read x; do echo got $x; echo err $x >&2; done'")).Ok();
        await using (var before = Engine.Begin("attach talks"))
        {
            await before.Write("one\n");
            await before.OutContains("got one\n");
            await Crash();
        }
        await using var after = Engine.Begin("attach talks");
        await after.Write("two\n");
        await after.OutContains("got two\n");
        await after.ErrContains("err two\n");
        (await Docker("logs talks")).Is(0, "got one\ngot two\n", "err one\nerr two\n");
    }

    [Fact]
    public async Task A_terminal_works_again_with_its_size()
    {
        (await Docker("run -dit --name term busybox sh")).Ok();
        await Crash();
        await using var terminal = Engine.OnTerminal("attach term", 97, 31);
        await Deadline.Until(async () => (await Docker("exec term sh -c 'stty size < /dev/pts/0'")).Out == "31 97\n" ? null : "the size did not arrive");
        terminal.Type("echo $((40+2))\r");
        await terminal.Shows("42\r\n");
    }

    [Fact]
    public async Task Waiting_and_following_see_the_end_after_the_restart()
    {
        (await Docker("run -d --name waited busybox sh -c 'trap \"echo bye; exit 6\" TERM; echo ready; while :; do sleep 0.05; done'")).Ok();
        await Engine.Shows("waited", "ready");
        await Crash();
        await using var wait = Engine.Begin("wait waited");
        await using var logs = Engine.Begin("logs -f waited");
        await logs.OutContains("ready\n");
        (await Docker("stop waited")).Ok();
        (await wait.Ended()).Prints("6\n");
        (await logs.Ended()).Prints("ready\nbye\n");
    }

    [Fact]
    public async Task Networks_and_ports_still_work_and_addresses_are_not_given_twice()
    {
        (await Docker("run -d --name web -p 8080:7000 busybox sh -c 'while :; do echo served | nc -l -p 7000; done'")).Ok();
        await Engine.Host.Answers("served\n", "127.0.0.1", 8080);
        var address = (await Docker("inspect -f '{{.NetworkSettings.IPAddress}}' web")).Line;
        await Crash();
        await Engine.Host.Answers("served\n", "127.0.0.1", 8080);
        Assert.Equal(address, (await Docker("inspect -f '{{.NetworkSettings.IPAddress}}' web")).Line);
        Assert.NotEqual(address, (await Docker("run --rm busybox hostname -i")).Ok().Line);
        Assert.Equal(125, (await Docker("run --rm -p 8080:1 busybox true")).Exit);
        (await Docker("rm -f web")).Ok();
        (await Docker("run --rm -p 8080:1 busybox true")).Prints("");
    }

    [Fact]
    public async Task Everything_stored_is_there_after_a_restart()
    {
        (await Docker("run --name stopped -e A=b --label k=v busybox sh -c 'echo text; exit 5'")).Is(5, "text\n");
        var created = (await Docker("create --name created busybox")).Ok().Line;
        (await Docker("tag busybox other:tag")).Ok();
        var before = (await Engine.Inspect("stopped")).ToJsonString();
        await Engine.Stop();
        await Engine.Start();
        Assert.Equal(before, (await Engine.Inspect("stopped")).ToJsonString());
        (await Docker("ps -a --format '{{.Names}} {{.State}}'")).Prints("created created\nstopped exited\n");
        (await Docker("inspect -f '{{.Id}}' created")).Prints(created + "\n");
        Assert.Equal(["busybox:latest", "other:tag"], (await Docker("images --format '{{.Repository}}:{{.Tag}}'")).Lines.Order());
        (await Docker("logs stopped")).Prints("text\n");
        (await Docker("start -a stopped")).Is(5, "text\n");
    }

    [Fact]
    public async Task A_stop_in_good_order_leaves_containers_running()
    {
        (await Docker("run -d --name stays busybox sleep 1000")).Ok();
        var pid = (await Engine.Inspect("stays"))["State"]!["Pid"]!.GetValue<int>();
        await Engine.Stop();
        Assert.True(Directory.Exists($"/proc/{pid}"));
        Assert.False(File.Exists(Engine.PidFile));
        await Engine.Start();
        await Engine.Reaches("stays", "running");
    }

    [Fact]
    public async Task A_container_killed_with_its_keeper_is_known_to_have_ended()
    {
        (await Docker("run -d --name orphan busybox sleep 1000")).Ok();
        await Engine.Kill();
        foreach (var (id, _) in KernelState.Processes(Engine))
            try
            {
                Native.Kill(id, Native.SIGKILL);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Killed together with its parent.
            }
        await Engine.Start();
        await Engine.Reaches("orphan", "exited");
        (await Docker("start orphan")).Prints("orphan\n");
        await Engine.Reaches("orphan", "running");
    }
}
