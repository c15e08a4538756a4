using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Client;

/// <summary>gantry on a terminal: raw mode, sizes, keys and signals.</summary>
public sealed class TerminalTests(EngineFixture fixture) : EngineTests(fixture)
{
    private Terminal On(string line, int columns = 80, int rows = 24) => new([EngineBinary.Client, .. Words.Of(line)], Engine.ClientEnvironment, columns, rows);

    [Fact]
    public async Task The_container_has_the_terminals_size_and_follows_it()
    {
        await using var terminal = On("run --rm -it busybox sh", 101, 33);
        terminal.Type("stty size\r");
        await terminal.Shows("33 101");
        terminal.Resize(60, 20);
        await Deadline.Until(() =>
        {
            terminal.Type("stty size\r");
            return terminal.Screen.Contains("20 60", StringComparison.Ordinal) ? null : "the new size did not arrive";
        });
        terminal.Type("exit 4\r");
        Assert.Equal(4, await terminal.Ended());
    }

    [Fact]
    public async Task Keys_go_to_the_program_and_not_to_the_client()
    {
        await using var terminal = On("run --rm -it busybox sh -c 'trap \"echo caught; exit 9\" INT; echo ready; while :; do sleep 0.05; done'");
        await terminal.Shows("ready");
        terminal.Type("\x03");
        await terminal.Shows("caught");
        Assert.Equal(9, await terminal.Ended());
    }

    [Theory]
    [InlineData("", "\x10\x11")]
    [InlineData("--detach-keys ctrl-a,x", "\x01x")]
    public async Task The_detach_keys_leave_the_container_running(string flag, string keys)
    {
        await using (var terminal = On($"run -it --name left {flag} busybox sh"))
        {
            await terminal.Shows("/ #");
            terminal.Type(keys);
            Assert.Equal(0, await terminal.Ended());
        }

        await Engine.Reaches("left", "running");
        await using var again = On("attach left");
        again.Type("echo back$((1+1))\r");
        await again.Shows("back2");
        again.Type("exit 5\r");
        Assert.Equal(5, await again.Ended());
    }

    [Fact]
    public async Task Leaving_an_exec_is_said()
    {
        await Idle("box");
        await using var terminal = On("exec -it box sh");
        await terminal.Shows("/ #");
        terminal.Type("\x10\x11");
        Assert.Equal(1, await terminal.Ended());
        Assert.EndsWith("read escape sequence\r\n", terminal.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Native.SIGTERM, "TERM")]
    [InlineData(1, "HUP")]
    [InlineData(10, "USR1")]
    public async Task Signals_are_passed_on(int number, string name)
    {
        await using var running = Running.Start(
            EngineBinary.Client, Words.Of($"run --rm busybox sh -c 'trap \"echo {name}; exit 7\" {name}; echo ready; while :; do sleep 0.05; done'"), Engine.ClientEnvironment);
        await running.OutContains("ready");
        running.Signal(number);
        (await running.Ended()).Is(7, $"ready\n{name}\n");
    }
}
