using System.Diagnostics;

using Gantry.Linux.Cgroups;
using Gantry.Oci.Runtime;

using Process = System.Diagnostics.Process;
using V2Devices = Gantry.Linux.Cgroups.V2.Devices;

namespace Gantry.Linux.Tests.Cgroups.V2;

/// <summary>Programs attached to groups of the v2 tree, which work without any v2 controller.</summary>
public sealed class DevicesTests : IDisposable
{
    private static readonly LinuxDeviceCgroup Nothing = new() { Allow = false, Access = "rwm" };

    private readonly Cgroup cgroup = Cgroup.Create($"/gantry-test-kernel-{Guid.NewGuid():n}", null);

    public void Dispose() => Assert.True(cgroup.Remove());

    [Fact]
    public void What_is_not_allowed_is_refused()
    {
        Set(Nothing, Allow("c", 1, 3, "rwm"), Allow("c", 1, 5, "r"), Allow("c", null, null, "m"));
        Assert.Equal("null read, null written, zero read, zero refused, full refused, node made", Try());
    }

    [Fact]
    public void What_is_denied_of_all_is_refused()
    {
        Set(new LinuxDeviceCgroup { Allow = true }, new LinuxDeviceCgroup { Allow = false, Type = "c", Major = 1, Minor = 5, Access = "w" }, new LinuxDeviceCgroup { Allow = false, Type = "c", Major = 1, Minor = 7 });
        Assert.Equal("null read, null written, zero read, zero refused, full refused, node made", Try());
    }

    [Fact]
    public void A_second_set_of_rules_takes_the_place_of_the_first()
    {
        Set(Nothing);
        Set(Nothing, Allow("c", 1, null, "rwm"));
        Assert.Single(V2Devices.Attached(cgroup.UnifiedDirectory!));
        Assert.Equal("null read, null written, zero read, zero written, full read, node refused", Try());
    }

    private static LinuxDeviceCgroup Allow(string kind, long? major, long? minor, string access) => new() { Allow = true, Type = kind, Major = major, Minor = minor, Access = access };

    private void Set(params LinuxDeviceCgroup[] rules) => V2Devices.Apply(cgroup.UnifiedDirectory!, rules);

    private string Try()
    {
        var node = Path.Combine(Path.GetTempPath(), $"gantry-test-kernel-{Guid.NewGuid():n}");
        var script = $$"""
            exec 3>&1 2>&-
            try() { (eval "$2") && echo -n "$1 $3" >&3 || echo -n "$1 refused" >&3; }
            echo 0 > {{cgroup.UnifiedDirectory}}/cgroup.procs
            try null ': < /dev/null' read; echo -n ', '
            try null ': > /dev/null' written; echo -n ', '
            try zero ': < /dev/zero' read; echo -n ', '
            try zero ': > /dev/zero' written; echo -n ', '
            try full ': < /dev/full' read; echo -n ', '
            try node 'mknod {{node}} c 200 1' made
            rm -f {{node}}
            """;
        using var shell = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardOutput = true })!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return output;
    }
}
