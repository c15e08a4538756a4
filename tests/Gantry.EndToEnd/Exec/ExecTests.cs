using System.Text;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Exec;

public sealed class ExecTests(EngineFixture fixture) : EngineTests(fixture)
{
    public override async Task InitializeAsync() => await Idle("box", "-e FROM_RUN=yes -w /tmp -h box");

    [Fact]
    public async Task Output_and_exit_code_are_the_commands() =>
        (await Docker("exec box sh -c 'echo out; echo err >&2; exit 9'")).Is(9, "out\n", "err\n");

    [Fact]
    public async Task It_runs_inside_the_container()
    {
        (await Docker("exec box sh -c 'hostname; pwd; echo $FROM_RUN; cat /proc/1/comm'")).Prints("box\n/tmp\nyes\nsh\n");
        var inside = (await Docker("exec box sh -c 'for n in mnt pid uts ipc net cgroup; do readlink /proc/self/ns/$n; done'")).Ok().Lines;
        var first = (await Docker("exec box sh -c 'for n in mnt pid uts ipc net cgroup; do readlink /proc/1/ns/$n; done'")).Ok().Lines;
        Assert.Equal(first, inside);
        (await Docker("exec box sh -c 'diff /proc/self/cgroup /proc/1/cgroup && echo same'")).Prints("same\n");
    }

    [Theory]
    [InlineData("-e A=1 -e FROM_RUN=no", "echo $A $FROM_RUN", "1 no")]
    [InlineData("-w /etc", "pwd", "/etc")]
    [InlineData("-u alice", "echo $(id -u):$(id -g) $(id -G) $HOME", "1000:1000 1000 10 2000 /home")]
    [InlineData("-u 1234:99", "echo $(id -u):$(id -g) $(id -G)", "1234:99 99")]
    [InlineData("", "grep -E 'CapEff|Seccomp:' /proc/self/status | tr -s '\\n\\t' ' '", "CapEff: 00000000a80425fb Seccomp: 2 ")]
    [InlineData("--privileged", "grep -E 'CapEff|Seccomp:' /proc/self/status | tr -s '\\n\\t' ' '", "CapEff: 000001fffeffffff Seccomp: 2 ")]
    [InlineData("-u alice", "grep -E 'CapEff|CapBnd' /proc/self/status | tr -s '\\n\\t' ' '", "CapEff: 0000000000000000 CapBnd: 00000000a80425fb ")]
    public async Task Flags_apply(string flags, string script, string output) =>
        Assert.Equal(output, (await Docker([.. Words.Of("exec " + flags), "box", "sh", "-c", script])).Ok().Line);

    [Fact]
    public async Task Input_is_passed_and_can_be_half_closed()
    {
        await using var running = Engine.Begin("exec -i box sh -c 'cat; echo end'");
        await running.Write("a\n");
        await running.OutContains("a\n");
        running.CloseInput();
        (await running.Ended()).Prints("a\nend\n");
    }

    /// <summary>docker-py reads the head through a buffer and the output past it: what comes together with the head is lost to it.</summary>
    [Fact]
    public async Task Output_waits_until_the_client_has_read_the_head()
    {
        var exec = (await Engine.Api.Post("/containers/box/exec", """{"AttachStdout":true,"Cmd":["echo","late"]}""")).Json["Id"]!.GetValue<string>();
        const string body = "{}";
        using var client = await Api.Raw(
            Engine.Socket, $"POST /exec/{exec}/start HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await Deadline.Until(async () => (await Engine.Api.Get($"/exec/{exec}/json")).Json is var session && session["ExitCode"] is null ? "it runs" : null);
        var buffer = new byte[4096];
        var head = Encoding.ASCII.GetString(buffer, 0, await client.ReceiveAsync(buffer));
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
        Assert.Equal("\u0001\0\0\0\0\0\0\u0005late\n", Encoding.ASCII.GetString(buffer, 0, await client.ReceiveAsync(buffer)));
    }

    /// <summary>Frames are for the client to choose at the start, terminal or not.</summary>
    [Theory]
    [InlineData(true, false, "multiplexed", "\u0001\0\0\0\0\0\0\u0004hi\r\n")]
    [InlineData(false, true, "raw", "hi\n")]
    [InlineData(true, true, "raw", "hi\r\n")]
    [InlineData(false, false, "multiplexed", "\u0001\0\0\0\0\0\0\u0003hi\n")]
    public async Task Output_is_framed_as_the_start_asks(bool terminal, bool raw, string kind, string output)
    {
        var create = $"{{\"AttachStdout\":true,\"Tty\":{(terminal ? "true" : "false")},\"Cmd\":[\"echo\",\"hi\"]}}";
        var exec = (await Engine.Api.Post("/containers/box/exec", create)).Json["Id"]!.GetValue<string>();
        var body = $"{{\"Tty\":{(raw ? "true" : "false")}}}";
        using var client = await Api.Raw(
            Engine.Socket, $"POST /exec/{exec}/start HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        using var stream = new StreamReader(new System.Net.Sockets.NetworkStream(client), Encoding.Latin1);
        var answer = await stream.ReadToEndAsync();
        Assert.Contains($"Content-Type: application/vnd.docker.{kind}-stream\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(output, answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    [Fact]
    public async Task Binary_passes_unchanged()
    {
        var bytes = Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31 >> 3)).ToArray();
        var echoed = await Engine.Docker(["exec", "-i", "box", "cat"], bytes);
        Assert.Equal(bytes, echoed.Stdout);
    }

    [Fact]
    public async Task A_terminal_has_its_size_and_follows_it()
    {
        await using var terminal = Engine.OnTerminal("exec -it box sh", 111, 33);
        await terminal.Shows("/tmp # ");
        terminal.Type("stty size; tty\r");
        await terminal.Shows("33 111\r\n/dev/pts/0\r\n");
        terminal.Resize(55, 22);
        terminal.Type("until stty size | grep '22 55'; do :; done\r");
        await terminal.Shows("\r\n22 55\r\n");
        terminal.Type("exit 4\r");
        Assert.Equal(4, await terminal.Ended());
    }

    [Fact]
    public async Task Detaching_leaves_the_command_running()
    {
        await using var terminal = Engine.OnTerminal("exec -it box sh");
        await terminal.Shows("/tmp # ");
        terminal.Type("\u0010\u0011");
        await terminal.Ended();
        Assert.Equal(1, (await Docker("exec box sh -c 'ps -o args | grep -c ^sh$'")).Line[0] - '0');
    }

    [Fact]
    public async Task A_detached_command_prints_nothing_and_runs()
    {
        (await Docker("exec -d box sh -c 'echo made > /tmp/made'")).Prints("");
        await Deadline.Until(async () => (await Docker("exec box cat /tmp/made")).Out == "made\n" ? null : "the file is not there");
    }

    [Fact]
    public async Task What_cannot_run_gives_126_and_127()
    {
        (await Docker("exec box nosuchcommand")).Is(127, "OCI runtime exec failed: exec failed: unable to start container process: exec: \"nosuchcommand\": executable file not found in $PATH\r\n");
        (await Docker("exec box /etc/passwd")).Is(126, "OCI runtime exec failed: exec failed: unable to start container process: exec: \"/etc/passwd\": permission denied\r\n");
        (await Docker("exec -w /none box true")).Is(127, "OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd (\"/none\") set in config.json failed: no such file or directory\r\n");
        (await Docker("exec -u nobodyhere box true")).Is(1, "", "Error response from daemon: unable to find user nobodyhere: no matching entries in passwd file\n");
    }

    [Fact]
    public async Task A_command_killed_gives_128_and_the_signal() => (await Docker("exec box sh -c 'kill -9 $$'")).Is(137);

    [Fact]
    public async Task Only_a_running_container_takes_commands()
    {
        var id = (await Docker("create --name still busybox")).Ok().Line;
        (await Docker("exec still true")).Is(1, "", $"Error response from daemon: container {id} is not running\n");
    }

    [Fact]
    public async Task The_end_of_the_container_ends_its_commands()
    {
        await using var running = Engine.Begin("exec box sh -c 'echo up; sleep 1000'");
        await running.OutContains("up\n");
        (await Docker("kill box")).Ok();
        (await running.Ended()).Is(137, "up\n");
    }

    [Fact]
    public async Task Inspect_tells_of_the_command_while_it_runs_and_after()
    {
        var created = await Engine.Api.Post("/containers/box/exec", """{"Cmd":["sh","-c","exit 6"],"AttachStdout":true,"Env":["A=b"],"User":"alice"}""");
        Assert.Equal(201, created.Code);
        var id = created.Json["Id"]!.GetValue<string>();
        var before = (await Engine.Api.Get($"/exec/{id}/json")).Json;
        Assert.False(before["Running"]!.GetValue<bool>());
        Assert.Null(before["ExitCode"]);
        Assert.Equal("alice", before["ProcessConfig"]!["user"]!.GetValue<string>());
        Assert.Equal("sh", before["ProcessConfig"]!["entrypoint"]!.GetValue<string>());
        Assert.Equal(200, (await Engine.Api.Post($"/exec/{id}/start", """{"Detach":true}""")).Code);
        await Deadline.Until(async () => (await Engine.Api.Get($"/exec/{id}/json")).Json["ExitCode"]?.GetValue<int>() == 6 ? null : "no exit code 6");
        var again = await Engine.Api.Post($"/exec/{id}/start", """{"Detach":true}""");
        Assert.Equal((409, $"exec command {id} is already running"), (again.Code, again.Message.Replace("has already run", "is already running", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_unknown_session_and_an_empty_command_are_errors()
    {
        var start = await Engine.Api.Post("/exec/abcdef/start", """{"Detach":true}""");
        Assert.Equal((404, "No such exec instance: abcdef"), (start.Code, start.Message));
        var inspect = await Engine.Api.Get("/exec/abcdef/json");
        Assert.Equal((404, "No such exec instance: abcdef"), (inspect.Code, inspect.Message));
        var create = await Engine.Api.Post("/containers/box/exec", "{}");
        Assert.Equal((400, "No exec command specified"), (create.Code, create.Message));
    }

    [Fact]
    public async Task Many_run_at_the_same_time()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Docker($"exec box sh -c 'echo {i}; exit {i}'")));
        for (var i = 0; i < all.Length; i++)
            all[i].Is(i, $"{i}\n");
    }
}
