using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

/// <summary>SIGHUP has the daemon read its configuration file again.</summary>
public sealed class ReloadTests : IDisposable
{
    private const int SigHup = 1;
    private readonly Host host = Host.Create();
    private readonly string file = Path.GetTempFileName();

    public void Dispose()
    {
        host.Dispose();
        File.Delete(file);
    }

    [Fact]
    public async Task Labels_and_debug_change_without_a_restart_and_a_fault_changes_nothing()
    {
        await File.WriteAllTextAsync(file, """{"labels":["a=b"]}""");
        await using var engine = new Engine(host, "--config-file", file);
        await engine.Start();
        await using var events = engine.Begin("events --filter type=daemon --format '{{.Action}} {{index .Actor.Attributes \"labels\"}} {{index .Actor.Attributes \"debug\"}}'");
        await Deadline.Until(async () => (await engine.Api.Get("/info")).Json["NEventsListener"]!.GetValue<int>() > 0 ? null : "nobody listens");

        await File.WriteAllTextAsync(file, """{"labels":["a=c","d=e"],"debug":true}""");
        Native.Kill(engine.ProcessId, SigHup);
        await events.OutContains("""reload ["a=c","d=e"] true""");
        var info = (await engine.Api.Get("/info")).Json;
        Assert.Equal(("""["a=c","d=e"]""", true), (info["Labels"]!.ToJsonString(), info["Debug"]!.GetValue<bool>()));

        await File.WriteAllTextAsync(file, """{"labels":["a=f" """);
        Native.Kill(engine.ProcessId, SigHup);
        await Deadline.Until(() => engine.LogText.Contains("unexpected end of JSON input", StringComparison.Ordinal) ? null : "the fault is not in the log");
        Assert.Equal("""["a=c","d=e"]""", (await engine.Api.Get("/info")).Json["Labels"]!.ToJsonString());
    }
}
