using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

public sealed class TerminalTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task The_container_sees_the_size_of_the_clients_terminal_and_its_changes()
    {
        await using var terminal = Engine.OnTerminal("run --rm -it busybox sh -c 'while read x; do stty size; done'", 132, 43);
        terminal.Type("a\n");
        await terminal.Shows("43 132");
        await using var second = Engine.OnTerminal("run --rm -it --name sized busybox sh -c 'trap \"stty size\" WINCH; echo ready; while :; do sleep 0.05; done'", 80, 24);
        await second.Shows("ready");
        // The client listens for changes a moment after the container runs: change until it does.
        await Deadline.Until(() =>
        {
            second.Resize(100, 36);
            second.Resize(101, 37);
            return second.Screen.Contains("37 101", StringComparison.Ordinal);
        }, "the new size did not arrive");
        await Docker("rm -f sized");
    }

    [Fact]
    public async Task The_terminal_is_raw_so_that_the_container_echoes()
    {
        await using var terminal = Engine.OnTerminal("run --rm -it busybox sh");
        await terminal.Shows("/ # ");
        terminal.Type("echo $((6*7))\r");
        await terminal.Shows("42\r\n/ # ");
        terminal.Type("exit 3\r");
        Assert.Equal(3, await terminal.Ended());
        Assert.Contains("echo $((6*7))\r\n42\r\n/ # ", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_c_goes_to_the_process_in_the_container()
    {
        await using var terminal = Engine.OnTerminal("run --rm -it busybox sh -c 'trap \"echo interrupted; exit 9\" INT; echo ready; while :; do sleep 0.05; done'");
        await terminal.Shows("ready\r\n");
        terminal.Type("\u0003");
        Assert.Equal(9, await terminal.Ended());
        Assert.EndsWith("ready\r\n^Cinterrupted\r\n", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_detach_keys_leave_the_container_running()
    {
        await using var terminal = Engine.OnTerminal("run -it --name left busybox sh");
        await terminal.Shows("/ # ");
        terminal.Type("\u0010\u0011");
        Assert.Equal(0, await terminal.Ended());
        await Engine.Reaches("left", "running");
    }

    [Fact]
    public async Task Other_detach_keys_can_be_chosen()
    {
        await using var terminal = Engine.OnTerminal("run -it --name chosen --detach-keys ctrl-a,d busybox cat");
        terminal.Type("x\r");
        await terminal.Shows("x\r\nx\r\n");
        terminal.Type("\u0001d");
        Assert.Equal(0, await terminal.Ended());
        await Engine.Reaches("chosen", "running");
    }

    [Fact]
    public async Task A_terminal_without_input_still_is_a_terminal()
    {
        var run = (await Docker("run --rm -t busybox sh -c 'tty; test -t 0 && test -t 1 && test -t 2 && echo all; echo to stderr >&2'")).Ok();
        Assert.Equal(("/dev/pts/0\r\nall\r\nto stderr\r\n", ""), (run.Out, run.Err));
    }

    [Fact]
    public async Task A_terminal_is_refused_when_the_clients_input_is_none() =>
        (await Docker("run --rm -it busybox true")).Is(1, "", "the input device is not a TTY\n");

    [Fact]
    public async Task The_console_is_the_terminal() =>
        (await Busybox("-t", "echo direct > /dev/console; stat -c %t:%T /dev/console /dev/pts/0 | uniq | wc -l")).Prints("direct\r\n1\r\n");

    [Fact]
    public async Task The_first_process_leads_its_session_and_owns_the_terminal() =>
        (await Busybox("-t", "awk '{print $1, $5, $6, $7, $8}' /proc/1/stat")).Prints("1 1 1 34816 1\r\n");
}
