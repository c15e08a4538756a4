using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Logs;

public sealed class LogTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task Both_streams_are_kept_apart()
    {
        (await Docker("run --name both busybox sh -c 'echo out; echo err >&2; printf tail'")).Ok();
        (await Docker("logs both")).Is(0, "out\ntail", "err\n");
    }

    [Theory]
    [InlineData("--tail 2", "4\n5\n")]
    [InlineData("-n 0", "")]
    [InlineData("--tail all", "1\n2\n3\n4\n5\n")]
    [InlineData("--tail 99", "1\n2\n3\n4\n5\n")]
    [InlineData("--tail -1", "1\n2\n3\n4\n5\n")]
    [InlineData("--tail bogus", "1\n2\n3\n4\n5\n")]
    public async Task The_tail_is_as_long_as_asked(string flags, string output)
    {
        (await Docker("run --name five busybox seq 5")).Ok();
        (await Docker($"logs {flags} five")).Prints(output);
    }

    [Fact]
    public async Task Time_stamps_are_nanoseconds_in_UTC_and_bound_the_lines_shown()
    {
        (await Docker("run --name timed busybox sh -c 'echo a; sleep 0.05; echo b; sleep 0.05; echo c'")).Ok();
        var lines = (await Docker("logs -t timed")).Ok().Lines;
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z [abc]$", line));
        var second = lines[1].Split(' ')[0];
        (await Docker($"logs --since {second} timed")).Prints("b\nc\n");
        (await Docker($"logs --until {second} timed")).Prints("a\nb\n");
        (await Docker($"logs --since {second} --until {second} timed")).Prints("b\n");
        (await Docker("logs --since 10m timed")).Prints("a\nb\nc\n");
        (await Docker("logs --since 2001-01-01 --until 2002-01-01 timed")).Prints("");
    }

    [Fact]
    public async Task Following_shows_what_comes_and_ends_with_the_container()
    {
        await Background("-i --name live busybox sh -c 'echo old; while read x && [ $x != quit ]; do echo $x; done'");
        await Engine.Shows("live", "old");
        await using var follower = Engine.Begin("logs -f live");
        await follower.OutContains("old\n");
        await using var typing = Engine.Begin("attach live");
        await typing.Write("new\n");
        await follower.OutContains("new\n");
        await typing.Write("quit\n");
        (await follower.Ended()).Prints("old\nnew\n");
    }

    [Fact]
    public async Task Following_from_the_tail_starts_there()
    {
        await Background("-i --name tail busybox sh -c 'seq 1 1000; cat'");
        await Engine.Shows("tail", "\n1000\n");
        await using var follower = Engine.Begin("logs -f --tail 1 tail");
        await follower.OutContains("1000\n");
        (await Docker("kill tail")).Ok();
        (await follower.Ended()).Prints("1000\n");
    }

    [Fact]
    public async Task Following_the_log_of_a_stopped_container_ends()
    {
        (await Docker("run --name over busybox echo text")).Ok();
        (await Docker("logs -f over")).Prints("text\n");
    }

    [Fact]
    public async Task Following_ends_when_the_container_is_removed()
    {
        await Idle("removed");
        await using var follower = Engine.Begin("logs -f removed");
        (await Docker("rm -f removed")).Ok();
        Assert.Equal("", (await follower.Ended()).Out);
    }

    [Fact]
    public async Task A_very_long_line_comes_back_whole()
    {
        (await Docker("run --name long busybox sh -c 'head -c 100000 /dev/zero | tr \"\\000\" x; echo; echo next'")).Ok();
        (await Docker("logs long")).Prints(new string('x', 100_000) + "\nnext\n");
        (await Docker("logs --tail 1 long")).Prints("next\n");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_come_back_as_docker_keeps_them()
    {
        (await Docker("run --name bytes busybox printf 'a\\000b\\tc\\033[0md\\n'")).Ok();
        (await Docker("logs bytes")).Prints("a\0b\tc\u001b[0md\n");
        (await Docker("run --name utf busybox printf 'z\\303\\266\\342\\202\\254\\n'")).Ok();
        (await Docker("logs utf")).Prints("zö€\n");
    }

    [Fact]
    public async Task A_terminals_log_has_its_line_ends()
    {
        (await Docker("run -t --name term busybox echo x")).Ok();
        (await Docker("logs term")).Prints("x\r\n");
    }

    [Fact]
    public async Task A_hundred_thousand_lines_are_complete()
    {
        (await Docker("run -d --name many busybox seq 1 100000")).Ok();
        (await Docker("wait many")).Prints("0\n");
        var lines = (await Docker("logs many")).Ok().Lines;
        Assert.Equal(100_000, lines.Length);
        Assert.Equal(Enumerable.Range(1, 100_000).Select(i => $"{i}"), lines);
    }

    [Fact]
    public async Task The_driver_none_keeps_nothing_and_says_so()
    {
        (await Docker("run --name silent --log-driver none busybox echo text")).Prints("text\n");
        (await Docker("logs silent")).Is(1, "", "Error response from daemon: configured logging driver does not support reading\n");
    }

    [Fact]
    public async Task Files_are_rotated_at_their_size()
    {
        (await Docker("run --name turned --log-opt max-size=10k --log-opt max-file=2 busybox seq 1 3000")).Ok();
        var lines = (await Docker("logs turned")).Ok().Lines;
        Assert.Equal("3000", lines[^1]);
        Assert.InRange(lines.Length, 50, 500);
        Assert.Equal(Enumerable.Range(3001 - lines.Length, lines.Length).Select(i => $"{i}"), lines);
    }

    [Fact]
    public async Task The_api_wants_at_least_one_stream()
    {
        await Docker("create --name any busybox");
        var answer = await Engine.Api.Get("/containers/any/logs");
        Assert.Equal((400, "Bad parameters: you must choose at least one stream"), (answer.Code, answer.Message));
    }
}
