using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>What programs of builds may have is the administrator's to grant, and the client's to ask for.</summary>
public sealed class GrantTests : IDisposable
{
    private readonly Host host = Host.Create();
    private readonly string file = Path.GetTempFileName();

    public void Dispose()
    {
        host.Dispose();
        File.Delete(file);
    }

    [Fact]
    public async Task A_program_without_confinement_needs_both()
    {
        await File.WriteAllTextAsync(file, """{"builder":{"entitlements":{"security-insecure":true,"network-host":false}}}""");
        await using var engine = new Engine(host, "--config-file", file);
        await engine.Start();
        await engine.ImportBusybox();
        Directory.CreateDirectory(Path.Combine(engine.Work, "free"));
        await File.WriteAllTextAsync(Path.Combine(engine.Work, "free/Dockerfile"), "FROM busybox\nRUN --security=insecure grep CapEff /proc/self/status > /caps\n");
        var build = $"{EngineBinary.Client} build -q -t free";
        Assert.Contains("security.insecure is not allowed", (await engine.Shell($"{build} free")).Err, StringComparison.Ordinal);
        (await engine.Shell($"{build} --allow security.insecure free")).Ok();
        var every = (await engine.Docker("run --rm --privileged busybox grep CapEff /proc/self/status")).Ok().Line;
        (await engine.Docker("run --rm free cat /caps")).Prints(every + "\n");
        Assert.Contains(
            "granting entitlement network.host is not allowed by build daemon configuration", (await engine.Shell($"{build} --network host free")).Err, StringComparison.Ordinal);
        (await engine.Docker("rmi free")).Ok();
    }
}
