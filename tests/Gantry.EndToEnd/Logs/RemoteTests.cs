using System.Text.RegularExpressions;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Logs;

public sealed class RemoteTests() : OwnEngineTests("--live-restore")
{
    [Fact]
    public async Task Lines_go_to_syslog_and_stay_readable()
    {
        await using var server = new LogServer(Path.Combine(Engine.Work, "log"));
        (await Docker("run", "--name", "sent", "--log-driver", "syslog", "--log-opt", "syslog-address=unix://" + server.Path, "--log-opt", "syslog-facility=local3",
            "--log-opt", "tag={{.Name}}", "busybox", "sh", "-c", "echo out; echo err >&2")).Ok();
        await server.Contains("err\n");
        Assert.Matches(@"(?m)^<158>\w{3} [ \d]\d \d\d:\d\d:\d\d sent\[\d+\]: out$", server.Text);
        Assert.Matches(@"(?m)^<155>\w{3} [ \d]\d \d\d:\d\d:\d\d sent\[\d+\]: err$", server.Text);
        var read = (await Docker("logs sent")).Ok();
        Assert.Equal(("out\n", "err\n"), (read.Out, read.Err));
    }

    [Fact]
    public async Task Every_line_arrives_in_the_form_that_was_asked_for()
    {
        await using var server = new LogServer(Path.Combine(Engine.Work, "log"));
        (await Docker($"run --rm --log-driver syslog --log-opt syslog-address=unix://{server.Path} --log-opt syslog-format=rfc5424micro busybox seq 1 20000")).Ok();
        await server.Contains(" - 20000\n");
        var lines = Regex.Matches(server.Text, @"(?m)^<30>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d) \S+ [0-9a-f]{12} \d+ [0-9a-f]{12} - (\d+)$").Select(m => m.Groups[1].Value);
        Assert.Equal(Enumerable.Range(1, 20000).Select(i => $"{i}"), lines);
    }

    [Fact]
    public async Task A_log_that_is_sent_only_cannot_be_read()
    {
        await using var server = new LogServer(Path.Combine(Engine.Work, "log"));
        (await Docker($"run --name sent --log-driver syslog --log-opt syslog-address=unix://{server.Path} --log-opt cache-disabled=true busybox echo text")).Ok();
        await server.Contains("text\n");
        (await Docker("logs sent")).Is(1, "", "Error response from daemon: configured logging driver does not support reading\n");
    }

    [Fact]
    public async Task Fluentd_gets_records_and_its_time()
    {
        await using var server = new LogServer(Path.Combine(Engine.Work, "log"));
        (await Docker($"run --name sent --log-driver fluentd --log-opt fluentd-address=unix://{server.Path} --log-opt tag=here --label team=a --log-opt labels=team busybox echo text")).Ok();
        await server.Contains("text");
        foreach (var word in new[] { "here", "container_id", "container_name", "/sent", "source", "stdout", "team" })
            Assert.Contains(word, server.Latin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_holds_a_container_up_only_in_blocking_mode()
    {
        await using var server = new LogServer(Path.Combine(Engine.Work, "log")) { Reads = false };
        (await Docker($"run -d --name lossy --log-driver syslog --log-opt syslog-address=unix://{server.Path} --log-opt mode=non-blocking busybox sh -c 'seq 1 3000000; echo done >&2'")).Ok();
        (await Engine.Docker(["wait", "lossy"], within: TimeSpan.FromSeconds(60))).Prints("0\n");
    }

    [Fact]
    public async Task No_line_is_lost_when_the_daemon_is_killed()
    {
        if (EngineBinary.IsReference)
            return;
        await using var server = new LogServer(Path.Combine(Engine.Work, "log"));
        (await Docker($"run -d -i --name kept --log-driver syslog --log-opt syslog-address=unix://{server.Path} busybox sh -c 'seq 1 5000; read x; seq 5001 10000; read y'")).Ok();
        await using var typing = Engine.Begin("attach kept");
        await server.Contains("]: 2000\n");
        await typing.Write("\n");
        await Engine.Kill();
        await Engine.Start();
        await using var again = Engine.Begin("attach kept");
        await again.Write("\n");
        await server.Contains("]: 10000\n");
        var lines = Regex.Matches(server.Text, @"\]: (\d+)\n").Select(m => m.Groups[1].Value).Distinct();
        Assert.Equal(Enumerable.Range(1, 10000).Select(i => $"{i}"), lines);
    }
}
