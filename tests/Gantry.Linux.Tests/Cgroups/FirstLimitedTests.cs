using Gantry.Linux.Cgroups;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class FirstLimitedTests
{
    [Fact]
    public void The_first_limit_is_named_in_runcs_order()
    {
        Assert.Null(Cgroup.FirstLimited(new LinuxResources { Devices = [new LinuxDeviceCgroup { Allow = true, Access = "rwm" }] }));
        Assert.Equal("pids", Cgroup.FirstLimited(new LinuxResources { Pids = new LinuxPids { Limit = 5 } }));
        Assert.Equal("memory", Cgroup.FirstLimited(new LinuxResources { Pids = new LinuxPids { Limit = 5 }, Memory = new LinuxMemory { Limit = 1 << 20 } }));
        Assert.Equal("cpuset", Cgroup.FirstLimited(new LinuxResources { Cpu = new LinuxCpu { Cpus = "0", Shares = 5 } }));
    }
}
