using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

public sealed class MetricsTests : IDisposable
{
    private const string Address = "127.0.0.1:9323";
    private readonly Host host = Host.Create();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task Prometheus_finds_the_metrics_that_docker_has()
    {
        await using var engine = new Engine(host, ["--metrics-addr", Address]);
        await engine.Start();
        await engine.ImportBusybox();
        (await engine.Docker("run -d --name one busybox sleep 1000")).Ok();
        (await engine.Docker("run --name two --health-cmd false --health-interval 1s busybox true")).Ok();
        (await engine.Docker("rm two")).Ok();

        var text = (await engine.Shell($"curl -sf http://{Address}/metrics")).Ok().Out;
        foreach (var line in (string[])
        [
            "engine_daemon_container_actions_seconds_count{action=\"create\"} 2\n",
            "engine_daemon_container_actions_seconds_count{action=\"start\"} 2\n",
            "engine_daemon_container_actions_seconds_count{action=\"delete\"} 1\n",
            "engine_daemon_container_actions_seconds_count{action=\"commit\"} 0\n",
            "engine_daemon_container_actions_seconds_bucket{action=\"changes\",le=\"+Inf\"} 0\n",
            "engine_daemon_container_states_containers{state=\"running\"} 1\n",
            "engine_daemon_container_states_containers{state=\"stopped\"} 0\n",
            "engine_daemon_network_actions_seconds_count{action=\"allocate\"} 2\n",
            "# TYPE engine_daemon_events_total counter\n",
            "# TYPE engine_daemon_health_checks_failed_total counter\n",
            "# TYPE process_resident_memory_bytes gauge\n",
        ])
            Assert.Contains(EngineBinary.IsReference ? line[..line.IndexOf(' ', StringComparison.Ordinal)] : line, text, StringComparison.Ordinal);
        Assert.Matches("engine_daemon_engine_info\\{version=\"[^\"]+\",.*daemon_id=\"[^\"]+\"\\} 1\n", text);

        (await engine.Docker("rm -f one")).Ok();
        // Any name leads there, but nothing else is to be had.
        (await engine.Shell("curl -s -o /dev/null -w '%{http_code}' -H 'Host: elsewhere' http://127.0.0.1:9323/metrics; curl -s -w ' %{http_code}' http://127.0.0.1:9323/containers/json"))
            .Prints("200404 page not found\n 404");
    }

    [Fact]
    public async Task An_address_that_cannot_be_had_ends_the_start()
    {
        await using var engine = new Engine(host, ["--metrics-addr", "192.0.2.1:9323"]);
        engine.Launch();
        Assert.NotEqual(0, await engine.Ended());
        Assert.Contains("192.0.2.1:9323", engine.LogText, StringComparison.Ordinal);
    }
}
