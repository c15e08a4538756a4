using System.Net.Sockets;
using System.Text;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Attach;

public sealed class AttachTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Parrot = "sh -c 'while read x; do [ $x = quit ] && exit 8; echo got $x; echo err $x >&2; done'";

    [Fact]
    public async Task Attaching_gives_both_streams_and_the_exit_code()
    {
        await Background($"-i --name parrot busybox {Parrot}");
        await using var attached = Engine.Begin("attach parrot");
        await attached.Write("one\n");
        await attached.OutContains("got one\n");
        await attached.ErrContains("err one\n");
        await attached.Write("quit\n");
        (await attached.Ended()).Is(8, "got one\n", "err one\n");
    }

    [Fact]
    public async Task Several_see_the_same_output()
    {
        await Background($"-i --name shared busybox {Parrot}");
        await using var typing = Engine.Begin("attach shared");
        await using var watching = Engine.Begin("attach --no-stdin shared");
        await using var also = Engine.Begin("attach --no-stdin shared");
        // Output before an attachment is not repeated: type until both watchers are there.
        await Deadline.Until(async () =>
        {
            await typing.Write("x\n");
            return watching.Out.Length > 0 && also.Out.Length > 0 ? null : "a watcher sees nothing";
        });
        await typing.Write("last\n");
        await watching.OutContains("got last\n");
        await also.OutContains("got last\n");
        await typing.Write("quit\n");
        int[] codes = [(await typing.Ended()).Exit, (await watching.Ended()).Exit, (await also.Ended()).Exit];
        Assert.Equal([8, 8, 8], codes);
    }

    [Fact]
    public async Task One_attaches_again_after_the_client_was_lost()
    {
        await Background($"-i --name lost busybox {Parrot}");
        await using (var first = Engine.Begin("attach lost"))
        {
            await first.Write("one\n");
            await first.OutContains("got one\n");
            first.Signal(Native.SIGKILL);
            await first.Ended();
        }
        await using var second = Engine.Begin("attach lost");
        await second.Write("two\n");
        await second.OutContains("got two\n");
        await second.Write("quit\n");
        (await second.Ended()).Is(8, "got two\n", "err two\n");
    }

    [Fact]
    public async Task A_terminal_is_attached_again_after_detaching()
    {
        await using (var first = Engine.OnTerminal("run -it --name term busybox cat"))
        {
            first.Type("one\r");
            await first.Shows("one\r\none\r\n");
            first.Type("\u0010\u0011");
            Assert.Equal(0, await first.Ended());
        }
        await using var second = Engine.OnTerminal("attach term", 90, 30);
        second.Type("two\r");
        await second.Shows("two\r\ntwo\r\n");
        (await Docker("exec term sh -c 'stty size < /dev/pts/0'")).Prints("30 90\n");
        second.Type("\u0010\u0011");
        Assert.Equal(1, await second.Ended());
        Assert.EndsWith("read escape sequence\r\n", second.Screen, StringComparison.Ordinal);
        await Engine.Reaches("term", "running");
    }

    [Fact]
    public async Task Attaching_to_what_does_not_run_is_an_error()
    {
        await Docker("create --name still busybox");
        (await Docker("attach still")).Is(1, "", "You cannot attach to a stopped container, start it first\n");
    }

    [Fact]
    public async Task Signals_are_passed_on()
    {
        await Background("-i --name sig busybox sh -c 'trap \"echo hup; exit 3\" HUP; read x; echo ready; while :; do sleep 0.05; done'");
        await using var attached = Engine.Begin("attach sig");
        await attached.Write("go\n");
        await attached.OutContains("ready\n");
        attached.Signal(Native.SIGHUP);
        (await attached.Ended()).Is(3, "ready\nhup\n");
    }

    [Fact]
    public async Task The_hijacked_stream_is_announced_framed_and_can_be_half_closed()
    {
        (await Docker("create -i --name raw busybox sh -c 'cat; echo end >&2'")).Ok();
        (await Docker("start raw")).Ok();
        using var socket = await Api.Raw(Engine.Socket, "POST /v1.43/containers/raw/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\nHost: docker\r\nUpgrade: tcp\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n");
        using var stream = new NetworkStream(socket) { ReadTimeout = 30_000 };
        Assert.Equal("HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n", SortedHead(await Head(stream)));
        await stream.WriteAsync("abc"u8.ToArray());
        Assert.Equal((1, "abc"), await Frame(stream));
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal((2, "end\n"), await Frame(stream));
        Assert.Equal(-1, stream.ReadByte());
    }

    [Fact]
    public async Task Without_an_upgrade_the_stream_is_hijacked_with_200()
    {
        await Background("-i --name old busybox cat");
        using var socket = await Api.Raw(Engine.Socket, "POST /v1.24/containers/old/attach?stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n");
        using var stream = new NetworkStream(socket) { ReadTimeout = 30_000 };
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n", SortedHead(await Head(stream)));
        await stream.WriteAsync("x\n"u8.ToArray());
        Assert.Equal((1, "x\n"), await Frame(stream));
    }

    [Fact]
    public async Task What_was_said_before_is_replayed_from_the_log_when_asked()
    {
        await Background("-i --name said busybox sh -c 'echo early; cat'");
        await Engine.Shows("said", "early");
        using var socket = await Api.Raw(Engine.Socket, "POST /v1.43/containers/said/attach?logs=1&stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: docker\r\nUpgrade: tcp\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n");
        using var stream = new NetworkStream(socket) { ReadTimeout = 30_000 };
        await Head(stream);
        Assert.Equal((1, "early\n"), await Frame(stream));
        await stream.WriteAsync("late\n"u8.ToArray());
        Assert.Equal((1, "late\n"), await Frame(stream));
    }

    private static async Task<string> Head(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }
        return head.ToString();
    }

    private static string SortedHead(string head)
    {
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var known = lines.Skip(1).Where(l => l.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase) || l.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase) || l.StartsWith("Upgrade:", StringComparison.OrdinalIgnoreCase));
        return string.Concat(known.OrderBy(l => l.StartsWith("Content", StringComparison.Ordinal) ? 0 : l.StartsWith("Conn", StringComparison.Ordinal) ? 1 : 2).Prepend(lines[0]).Select(l => l + "\r\n"));
    }

    private static async Task<(int Stream, string Text)> Frame(NetworkStream stream)
    {
        using var deadline = new CancellationTokenSource(Deadline.Step);
        var header = new byte[8];
        await stream.ReadExactlyAsync(header, deadline.Token);
        var body = new byte[(header[4] << 24) | (header[5] << 16) | (header[6] << 8) | header[7]];
        await stream.ReadExactlyAsync(body, deadline.Token);
        return (header[0], Encoding.UTF8.GetString(body));
    }
}
