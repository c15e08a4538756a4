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

    [Fact]
    public async Task Features_change_and_are_told()
    {
        await File.WriteAllTextAsync(file, "{}");
        await using var engine = new Engine(host, "--config-file", file);
        await engine.Start();
        await using var events = engine.Begin("events --filter type=daemon --format '{{.Action}} {{index .Actor.Attributes \"features\"}}'");
        await Deadline.Until(async () => (await engine.Api.Get("/info")).Json["NEventsListener"]!.GetValue<int>() > 0 ? null : "nobody listens");
        Native.Kill(engine.ProcessId, SigHup);
        await events.OutContains("reload map[]");
        await File.WriteAllTextAsync(file, """{"features":{"other":true,"buildkit":false}}""");
        Native.Kill(engine.ProcessId, SigHup);
        await events.OutContains("reload map[buildkit:false other:true]");
        Assert.Equal("1", (await engine.Shell($"curl -s -D - -o /dev/null --unix-socket {engine.Socket} http://docker/_ping | tr -d '\\r' | sed -n 's/^Builder-Version: //p'")).Line);
    }

    [Fact]
    public async Task What_containers_get_that_ask_for_nothing_changes()
    {
        await File.WriteAllTextAsync(file, "{}");
        await using var engine = new Engine(host, "--config-file", file);
        await engine.Start();
        await engine.ImportBusybox();
        await File.WriteAllTextAsync(file, """{"runtimes":{"other":{"path":"/usr/bin/crun","runtimeArgs":["--debug"]}},"default-runtime":"other","default-shm-size":"32m","default-ipc-mode":"shareable","live-restore":false}""");
        Native.Kill(engine.ProcessId, SigHup);
        await Deadline.Until(async () => (await engine.Api.Get("/info")).Json["DefaultRuntime"]!.GetValue<string>() == "other" ? null : "not reloaded");
        (await engine.Docker("create --name one busybox")).Ok();
        (await engine.Docker("inspect -f '{{.HostConfig.Runtime}} {{.HostConfig.ShmSize}} {{.HostConfig.IpcMode}}' one")).Prints("other 33554432 shareable\n");
        var info = (await engine.Api.Get("/info")).Json;
        Assert.Equal(("--debug", false), (info["Runtimes"]!["other"]!["runtimeArgs"]![0]!.GetValue<string>(), info["LiveRestoreEnabled"]!.GetValue<bool>()));
        (await engine.Docker("rm one")).Ok();
    }

    [Fact]
    public async Task Registries_and_numbers_of_transfers_change()
    {
        await File.WriteAllTextAsync(file, """{"max-concurrent-uploads":9}""");
        await using var engine = new Engine(host, "--config-file", file, "--max-download-attempts", "2");
        await engine.Start();
        await using var registry = await RegistryServer.Start(engine);
        await using var events = engine.Begin("events --filter type=daemon --format '{{json .Actor.Attributes}}'");
        await Deadline.Until(async () => (await engine.Api.Get("/info")).Json["NEventsListener"]!.GetValue<int>() > 0 ? null : "nobody listens");
        await engine.ImportBusybox();
        foreach (var command in new[] { "tag busybox", "push -q", "rmi" }) (await engine.Docker($"{command} localhost:5000/library/only-there")).Ok();

        await File.WriteAllTextAsync(file, """{"registry-mirrors":["http://localhost:5000"],"insecure-registries":["10.9.0.0/16"],"max-concurrent-downloads":7}""");
        Native.Kill(engine.ProcessId, SigHup);
        await events.OutContains(""" "max-concurrent-downloads":"7","max-concurrent-uploads":"5","max-download-attempts":"2" """.Trim());
        var config = (await engine.Api.Get("/info")).Json["RegistryConfig"]!;
        Assert.Equal("""["http://localhost:5000/"]""", config["Mirrors"]!.ToJsonString());
        Assert.Contains("10.9.0.0/16", config["InsecureRegistryCIDRs"]!.ToJsonString(), StringComparison.Ordinal);
        (await engine.Docker("pull -q only-there")).Ok();
    }
}
