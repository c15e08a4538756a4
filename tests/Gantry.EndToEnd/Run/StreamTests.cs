using System.Globalization;
using System.Text;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

public sealed class StreamTests(EngineFixture fixture) : EngineTests(fixture)
{
    /// <summary>Bytes of the large transfers: 256 MiB, or <c>GANTRY_E2E_MIB</c>.</summary>
    private static readonly int Mebibytes = int.Parse(Environment.GetEnvironmentVariable("GANTRY_E2E_MIB") ?? "256", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Standard_output_and_error_are_kept_apart_and_in_order() =>
        (await Busybox("", "for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done"))
            .Is(0, "out 1\nout 2\nout 3\nout 4\nout 5\n", "err 1\nerr 2\nerr 3\nerr 4\nerr 5\n");

    [Fact]
    public async Task Every_byte_value_passes_unchanged_in_both_directions()
    {
        var all = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7)).ToArray();
        var echoed = await Engine.Docker(["run", "--rm", "-i", "busybox", "cat"], all);
        Assert.Equal(0, echoed.Exit);
        Assert.Equal(all, echoed.Stdout);
        Assert.Empty(echoed.Stderr);
    }

    [Fact]
    public async Task Output_without_a_line_end_is_not_given_one() => (await Busybox("", "printf abc; printf def >&2")).Is(0, "abc", "def");

    /// <summary>Lines of some length: the log has a record for each, and those of a few bytes would make it twenty times the stream.</summary>
    [Fact]
    public async Task A_large_binary_stream_comes_out_whole() =>
        await Same($"docker run --rm busybox sh -c '{Lines} | head -c {Mebibytes}m' | sha256sum", $"{Lines} | head -c {Mebibytes}M | sha256sum");

    [Fact]
    public async Task A_large_binary_stream_goes_in_whole() =>
        await Same($"{Random} | docker run --rm -i busybox sha256sum", $"{Random} | sha256sum");

    [Fact]
    public async Task A_large_binary_stream_passes_through_while_errors_are_kept_apart()
    {
        var script = $"{Random} | docker run --rm -i busybox sh -c 'echo start >&2; cat; echo end >&2' 2>errors | sha256sum; cat errors";
        var got = (await Engine.Shell(script, TimeSpan.FromMinutes(3))).Ok();
        var want = (await Engine.Shell($"{Random} | sha256sum", TimeSpan.FromMinutes(3))).Ok();
        Assert.Equal(want.Out + "start\nend\n", got.Out);
    }

    [Fact]
    public async Task Without_i_the_process_reads_the_end_of_input_at_once() => (await Docker("run --rm busybox cat")).Prints("");

    [Fact]
    public async Task The_end_of_input_ends_reading_while_output_goes_on()
    {
        await using var running = Engine.Begin("run --rm -i busybox sh -c 'cat; echo after the end'");
        await running.Write("before\n");
        await running.OutContains("before\n");
        running.CloseInput();
        (await running.Ended()).Prints("before\nafter the end\n");
    }

    [Fact]
    public async Task Output_is_seen_while_the_process_runs()
    {
        await using var running = Engine.Begin("run --rm -i busybox sh -c 'echo first; read x; echo got $x'");
        await running.OutContains("first\n");
        await running.Write("answer\n");
        (await running.Ended()).Prints("first\ngot answer\n");
    }

    [Fact]
    public async Task A_process_that_does_not_read_its_input_ends_all_the_same()
    {
        var run = await Engine.Docker(["run", "--rm", "-i", "busybox", "echo", "done"], new byte[8 << 20]);
        run.Prints("done\n");
    }

    [Fact]
    public async Task Only_the_streams_asked_for_are_attached()
    {
        (await Docker("run --rm -a stdout busybox sh -c 'echo out; echo err >&2'")).Prints("out\n");
        (await Docker("run --rm -a stderr busybox sh -c 'echo out; echo err >&2'")).Is(0, "", "err\n");
    }

    [Fact]
    public async Task A_reader_that_goes_away_does_not_hold_the_container()
    {
        Assert.Equal("y\n", (await Engine.Shell("docker run --name cut busybox yes | head -1")).Ok().Out);
        (await Docker("rm -f cut")).Prints("cut\n");
    }

    [Fact]
    public async Task Many_short_lines_arrive_complete()
    {
        var run = (await Docker("run --rm busybox seq 1 100000")).Ok();
        var expected = new StringBuilder();
        for (var i = 1; i <= 100_000; i++)
            expected.Append(i).Append('\n');
        Assert.Equal(expected.ToString(), run.Out);
    }

    [Fact]
    public async Task The_last_words_of_a_killed_process_arrive() =>
        (await Busybox("--init", "echo last; kill -9 $$")).Is(137, "last\n");

    /// <summary>A stream that is random to a pipe and the same at every run.</summary>
    private static string Random => $"openssl enc -aes-128-ctr -nosalt -pass pass:x -iter 1 </dev/zero 2>/dev/null | head -c {Mebibytes}M";

    /// <summary>Lines with bytes that are no text.</summary>
    private static string Lines => "yes \"$(printf \"\\001\\377\\200\\r%0500d\" 7)\"";

    private async Task Same(string through, string direct)
    {
        var got = (await Engine.Shell(through, TimeSpan.FromMinutes(3))).Ok();
        Assert.Equal((await Engine.Shell(direct, TimeSpan.FromMinutes(3))).Out, got.Out);
    }
}
