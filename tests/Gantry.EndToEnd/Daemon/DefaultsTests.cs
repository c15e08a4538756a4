using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

/// <summary>What the daemon gives containers that ask for nothing, and settings it cannot have.</summary>
public sealed class DefaultsTests : IDisposable
{
    private readonly Host host = Host.Create();
    private readonly string file = Path.GetTempFileName();

    public void Dispose()
    {
        host.Dispose();
        File.Delete(file);
    }

    [Fact]
    public async Task Containers_have_the_daemons_filter_privileges_and_gateway()
    {
        await File.WriteAllTextAsync(file, """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}""");
        await using var engine = new Engine(host, "--seccomp-profile", file, "--no-new-privileges", "--host-gateway-ip", "192.0.2.1", "--storage-driver", "overlay2", "--userland-proxy=false", "--exec-opt", "native.cgroupdriver=cgroupfs");
        await engine.Start();
        await engine.ImportBusybox();
        (await engine.Docker(["run", "--rm", "--add-host", "up:host-gateway", "busybox", "sh", "-c", "mkdir /x 2>&1; grep NoNewPrivs /proc/self/status; grep up$ /etc/hosts"]))
            .Prints("mkdir: can't create directory '/x': Operation not permitted\nNoNewPrivs:\t1\n192.0.2.1\tup\n");
        (await engine.Docker(["run", "--rm", "--security-opt", "seccomp=unconfined", "--security-opt", "no-new-privileges=false", "busybox", "sh", "-c", "mkdir /x; grep NoNewPrivs /proc/self/status"]))
            .Prints("NoNewPrivs:\t0\n");
        (await engine.Docker("info -f '{{.SecurityOptions}}'")).Prints($"[name=seccomp,profile={file} name=no-new-privileges]\n");
        Assert.Contains("userland-proxy is about a part of Docker's daemon that this one does not have", engine.LogText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--storage-driver=btrfs", "error initializing graphdriver: driver not supported: btrfs")]
    [InlineData("--exec-opt=native.cgroupdriver=systemd", "native.cgroupdriver=systemd is not supported")]
    [InlineData("--seccomp-profile=/nowhere/profile", "opening seccomp profile (/nowhere/profile) failed")]
    public async Task What_cannot_be_had_is_said(string flag, string message)
    {
        await using var engine = new Engine(host, flag);
        engine.Launch();
        Assert.NotEqual(0, await engine.Ended());
        Assert.Contains(message, engine.LogText, StringComparison.Ordinal);
    }
}
