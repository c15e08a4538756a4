using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Lifecycle;

public sealed class StopTests(EngineFixture fixture) : EngineTests(fixture)
{
    private async Task<string> State(string name)
    {
        var state = (await Engine.Inspect(name))["State"]!;
        return $"{state["Status"]} {state["ExitCode"]}";
    }

    [Fact]
    public async Task Stop_sends_TERM_and_waits()
    {
        await Background("--name polite busybox sh -c 'trap \"echo bye; exit 4\" TERM; echo ready; while :; do sleep 0.05; done'");
        await Engine.Shows("polite", "ready");
        (await Docker("stop polite")).Prints("polite\n");
        Assert.Equal("exited 4", await State("polite"));
        (await Docker("logs polite")).Prints("ready\nbye\n");
    }

    [Fact]
    public async Task Stop_kills_what_does_not_listen()
    {
        await Background("--name deaf busybox sleep 1000");
        var stop = (await Docker("stop -t 1 deaf")).Prints("deaf\n");
        Assert.InRange(stop.Took.TotalSeconds, 0.9, 8);
        Assert.Equal("exited 137", await State("deaf"));
    }

    [Fact]
    public async Task Stop_uses_the_signal_of_the_container_or_of_the_flag()
    {
        await Background("--name usr --stop-signal USR1 busybox sh -c 'trap \"exit 11\" USR1; trap \"exit 12\" USR2; echo ready; while :; do sleep 0.05; done'");
        await Engine.Shows("usr", "ready");
        (await Docker("stop usr")).Prints("usr\n");
        Assert.Equal("exited 11", await State("usr"));
        await Docker("start usr");
        await Deadline.Until(async () => (await Docker("logs usr")).Lines.Length == 2 ? null : "not ready again");
        (await Docker("stop -s USR2 usr")).Prints("usr\n");
        Assert.Equal("exited 12", await State("usr"));
    }

    [Fact]
    public async Task Stopping_what_is_stopped_is_fine()
    {
        (await Docker("run --name done busybox true")).Ok();
        (await Docker("stop done")).Prints("done\n");
        Assert.Equal(304, (await Engine.Api.Post("/containers/done/stop")).Code);
    }

    [Fact]
    public async Task Kill_sends_the_signal_asked_for_by_name_or_number()
    {
        await Background("--name target busybox sh -c 'trap \"echo usr1\" USR1; trap \"echo usr2\" USR2; echo ready; while :; do sleep 0.05; done'");
        await Engine.Shows("target", "ready");
        (await Docker("kill -s SIGUSR1 target")).Prints("target\n");
        await Engine.Shows("target", "usr1");
        (await Docker("kill -s 12 target")).Prints("target\n");
        await Engine.Shows("target", "usr2");
        (await Docker("kill target")).Prints("target\n");
        await Engine.Reaches("target", "exited");
        Assert.Equal("exited 137", await State("target"));
        (await Docker("kill target")).Is(1, "", $"Error response from daemon: cannot kill container: target: container {await Id("target")} is not running\n");
    }

    [Fact]
    public async Task Kill_refuses_an_unknown_signal()
    {
        await Idle("signalled");
        (await Docker("kill -s NOPE signalled")).Is(1, "", "Error response from daemon: cannot kill container: signalled: invalid signal: NOPE\n");
    }

    [Fact]
    public async Task Restart_runs_the_same_container_again()
    {
        await Idle("again");
        var before = await Engine.Inspect("again");
        (await Docker("restart -t 5 again")).Prints("again\n");
        var after = await Engine.Inspect("again");
        Assert.Equal(before["Id"]!.GetValue<string>(), after["Id"]!.GetValue<string>());
        Assert.NotEqual(before["State"]!["Pid"]!.GetValue<int>(), after["State"]!["Pid"]!.GetValue<int>());
        Assert.NotEqual(before["State"]!["StartedAt"]!.GetValue<string>(), after["State"]!["StartedAt"]!.GetValue<string>());
        Assert.Equal("running 0", await State("again"));
        (await Docker("rename again another")).Prints("");
        (await Docker("restart another")).Prints("another\n");
    }

    [Fact]
    public async Task What_a_container_wrote_is_there_when_it_starts_again()
    {
        (await Docker("run --name kept busybox sh -c 'echo line >> /file; cat /file'")).Prints("line\n");
        (await Docker("start -a kept")).Prints("line\nline\n");
        (await Docker("start kept")).Prints("kept\n");
        await Engine.Reaches("kept", "exited");
        (await Docker("logs kept")).Prints("line\nline\nline\nline\nline\nline\n");
    }

    [Fact]
    public async Task Start_a_returns_the_exit_code()
    {
        (await Docker("create --name coded busybox sh -c 'echo out; echo err >&2; exit 6'")).Ok();
        (await Docker("start -a coded")).Is(6, "out\n", "err\n");
    }

    [Fact]
    public async Task Starting_what_runs_changes_nothing()
    {
        await Idle("running");
        (await Docker("start running")).Prints("running\n");
        Assert.Equal(304, (await Engine.Api.Post("/containers/running/start")).Code);
    }

    private async Task<string> Id(string name) => (await Engine.Inspect(name))["Id"]!.GetValue<string>();

    [Fact]
    public async Task A_container_that_is_about_to_be_restarted_stays_stopped()
    {
        await Background("--name loop --restart always busybox sh -c 'sleep 0.02; exit 1'");
        for (var round = 0; round < 5; round++)
        {
            (await Docker("stop -t 0 loop")).Prints("loop\n");
            Assert.Equal("exited", (await Engine.Inspect("loop"))["State"]!["Status"]!.GetValue<string>());
            (await Docker("start loop")).Ok();
        }

        (await Docker("rm -f loop")).Ok();
    }
}
