using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Health;

public sealed class HealthTests : OwnEngineTests
{
    private const string Check = "--health-cmd 'test -f /well' --health-interval 200ms --health-retries 2";

    [Fact]
    public async Task A_container_becomes_healthy_and_unhealthy_and_tells()
    {
        await Docker($"run -d --name checked {Check} busybox sh -c 'touch /well; exec sleep 1000'");
        await UntilHealth("checked", "healthy");
        Assert.EndsWith("(healthy)", (await Docker("ps --format '{{.Status}}'")).Ok().Line, StringComparison.Ordinal);
        (await Docker("exec checked rm /well")).Ok();
        await UntilHealth("checked", "unhealthy");
        (await Docker("ps --filter health=unhealthy --format '{{.Names}}'")).Prints("checked\n");
        var events = (await Docker($"events --since 1m --until {DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1} --filter event=health_status --format '{{{{.Action}}}}'")).Ok().Lines;
        Assert.Equal(["health_status: healthy", "health_status: unhealthy"], events);
    }

    [Fact]
    public async Task Checks_go_on_after_the_daemon_was_killed()
    {
        await Docker($"run -d --name checked {Check} busybox sleep 1000");
        await UntilHealth("checked", "unhealthy");
        await Engine.Kill();
        await Engine.Start();
        (await Docker("exec checked touch /well")).Ok();
        await UntilHealth("checked", "healthy");
    }

    [Fact]
    public async Task A_check_that_takes_too_long_is_killed()
    {
        await Docker("run -d --name slow --health-cmd 'echo begun; sleep 1000' --health-interval 100ms --health-timeout 300ms --health-retries 1 busybox sleep 1000");
        await UntilHealth("slow", "unhealthy");
        (await Docker("inspect -f '{{with index .State.Health.Log 0}}{{.ExitCode}} {{.Output}}{{end}}' slow")).Prints("-1 Health check exceeded timeout (300ms): begun\n\n");
    }

    private Task UntilHealth(string container, string health) => Deadline.Until(async () =>
    {
        var now = (await Docker($"inspect -f '{{{{.State.Health.Status}}}}' {container}")).Ok().Line;
        return now == health ? null : $"{container} is {now}";
    });
}
