using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

public sealed class SignalTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Reports = "for s in INT TERM HUP USR1 USR2 QUIT; do trap \"echo got $s; exit 9\" $s; done; echo ready; while :; do sleep 0.05; done";

    [Theory]
    [InlineData(Native.SIGINT, "INT")]
    [InlineData(Native.SIGTERM, "TERM")]
    [InlineData(Native.SIGHUP, "HUP")]
    [InlineData(Native.SIGUSR1, "USR1")]
    [InlineData(Native.SIGQUIT, "QUIT")]
    public async Task A_signal_to_the_client_reaches_the_process(int number, string name)
    {
        await using var running = Engine.Begin($"run --rm busybox sh -c '{Reports}'");
        await running.OutContains("ready\n");
        running.Signal(number);
        (await running.Ended()).Is(9, $"ready\ngot {name}\n");
    }

    [Fact]
    public async Task Without_the_proxy_a_signal_stays_with_the_client()
    {
        await using var running = Engine.Begin($"run --sig-proxy=false --name alone busybox sh -c '{Reports}'");
        await running.OutContains("ready\n");
        running.Signal(Native.SIGTERM);
        running.Signal(Native.SIGKILL);
        await running.Ended();
        await Engine.Reaches("alone", "running");
        (await Docker("kill -s USR1 alone")).Ok();
        await Engine.Reaches("alone", "exited");
        (await Docker("logs alone")).Prints("ready\ngot USR1\n");
    }

    [Fact]
    public async Task The_first_process_starts_with_no_signal_blocked_or_ignored() =>
        (await Docker("run --rm busybox grep -E '^Sig(Blk|Ign|Cgt)' /proc/1/status")).Prints("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000000000\n");

    [Fact]
    public async Task A_signal_without_a_handler_is_ignored_by_the_first_process()
    {
        await using var running = Engine.Begin("run --rm --name deaf busybox sleep 1000");
        await Engine.Reaches("deaf", "running");
        (await Docker("kill -s USR1 deaf")).Prints("deaf\n");
        await Engine.Reaches("deaf", "running");
        (await Docker("kill deaf")).Prints("deaf\n");
        (await running.Ended()).Is(137);
    }
}
