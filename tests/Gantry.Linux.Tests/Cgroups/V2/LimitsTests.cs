using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

using V2Limits = Gantry.Linux.Cgroups.V2.Limits;

namespace Gantry.Linux.Tests.Cgroups.V2;

/// <summary>What is written for the limits, seen in a directory with the files of a v2 group.</summary>
public sealed class LimitsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gantry-test-kernel-").FullName;

    public LimitsTests()
    {
        foreach (var file in (ReadOnlySpan<string>)["memory.max", "memory.low", "memory.swap.max", "cpu.weight", "cpu.max", "cpu.max.burst", "cpu.idle", "cpuset.cpus", "pids.max", "io.weight", "io.max", "memory.high"])
            File.WriteAllText(Path.Combine(directory, file), "");
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(64L, 128L, "64", "64")]
    [InlineData(64L, 64L, "64", "0")]
    [InlineData(64L, -1L, "64", "max")]
    [InlineData(-1L, null, "max", "max")]
    [InlineData(-1L, 128L, "max", "128")]
    [InlineData(64L, null, "64", "")]
    [InlineData(null, null, "", "")]
    public void Swap_is_what_is_beyond_memory(long? limit, long? both, string memory, string swap)
    {
        V2Limits.Apply(directory, new LinuxResources { Memory = new LinuxMemory { Limit = limit, Swap = both } });
        Assert.Equal(memory, Read("memory.max"));
        Assert.Equal(swap, Read("memory.swap.max"));
    }

    [Theory]
    [InlineData(null, 64L, "unable to set swap limit without memory limit")]
    [InlineData(128L, 64L, "memory+swap limit should be >= memory limit")]
    public void Swap_below_memory_is_refused(long? limit, long? both, string message) =>
        Assert.Equal(message, Assert.Throws<GantryException>(() => V2Limits.Apply(directory, new LinuxResources { Memory = new LinuxMemory { Limit = limit, Swap = both } })).Message);

    [Fact]
    public void A_host_without_swap_has_nothing_to_forbid()
    {
        File.Delete(Path.Combine(directory, "memory.swap.max"));
        V2Limits.Apply(directory, new LinuxResources { Memory = new LinuxMemory { Limit = 64, Swap = 64 } });
        Assert.Throws<GantryException>(() => V2Limits.Apply(directory, new LinuxResources { Memory = new LinuxMemory { Limit = 64, Swap = 65 } }));
    }

    [Theory]
    [InlineData(2UL, "1")]
    [InlineData(512UL, "59")]
    [InlineData(1024UL, "100")]
    [InlineData(262144UL, "10000")]
    public void Shares_become_a_weight(ulong shares, string weight)
    {
        V2Limits.Apply(directory, new LinuxResources { Cpu = new LinuxCpu { Shares = shares } });
        Assert.Equal(weight, Read("cpu.weight"));
    }

    [Theory]
    [InlineData(50_000L, 200_000UL, "50000 200000")]
    [InlineData(50_000L, null, "50000 100000")]
    [InlineData(-1L, null, "max 100000")]
    [InlineData(null, 50_000UL, "max 50000")]
    public void Quota_and_period_are_one_value(long? quota, ulong? period, string written)
    {
        V2Limits.Apply(directory, new LinuxResources { Cpu = new LinuxCpu { Quota = quota, Period = period } });
        Assert.Equal(written, Read("cpu.max"));
    }

    [Theory]
    [InlineData("50000 200000", null, 20_000UL, "50000 20000")]
    [InlineData("50000 200000", 70_000L, null, "70000 200000")]
    [InlineData("50000 200000", -1L, null, "max 200000")]
    public void The_half_that_is_not_given_stays(string before, long? quota, ulong? period, string written)
    {
        File.WriteAllText(Path.Combine(directory, "cpu.max"), before + "\n");
        V2Limits.Apply(directory, new LinuxResources { Cpu = new LinuxCpu { Quota = quota, Period = period } });
        Assert.StartsWith(written, Read("cpu.max"), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_and_rates_of_devices_have_their_files()
    {
        var (weight, rate) = (new LinuxWeightDevice { Major = 8, Minor = 16, Weight = 10 }, new LinuxThrottleDevice { Major = 8, Minor = 16, Rate = 0 });
        V2Limits.Apply(directory, new LinuxResources { BlockIO = new LinuxBlockIO { WeightDevice = [weight], ThrottleReadIOPSDevice = [rate] } });
        Assert.Equal(("8:16 1", "8:16 riops=max"), (Read("io.weight"), Read("io.max")));
        File.WriteAllText(Path.Combine(directory, "io.bfq.weight"), "");
        V2Limits.Apply(directory, new LinuxResources { BlockIO = new LinuxBlockIO { WeightDevice = [weight] } });
        Assert.Equal("8:16 10", Read("io.bfq.weight"));
    }

    [Fact]
    public void A_file_outside_the_group_is_refused()
    {
        var error = Assert.Throws<GantryException>(() => V2Limits.Apply(directory, new LinuxResources { Unified = new Dictionary<string, string> { ["../memory.high"] = "1" } }));
        Assert.Equal("unified resource \"../memory.high\" must be a file name (no slashes)", error.Message);
    }

    [Fact]
    public void Everything_else_has_its_file()
    {
        V2Limits.Apply(directory, new LinuxResources
        {
            Cpu = new LinuxCpu { Idle = 1, Burst = 7, Cpus = "0-1" },
            Memory = new LinuxMemory { Reservation = 9 },
            Pids = new LinuxPids { Limit = -1 },
            BlockIO = new LinuxBlockIO { Weight = 1000 },
            Unified = new Dictionary<string, string> { ["memory.high"] = "77" },
        });
        Assert.Equal(["1", "7", "0-1", "9", "max", "default 10000", "77"], new[] { "cpu.idle", "cpu.max.burst", "cpuset.cpus", "memory.low", "pids.max", "io.weight", "memory.high" }.Select(Read));
        Assert.Equal("", Read("cpu.max"));
    }

    [Fact]
    public void A_file_that_is_not_there_names_the_missing_feature()
    {
        var error = Assert.Throws<GantryException>(() => V2Limits.Apply(directory, new LinuxResources { HugepageLimits = [new LinuxHugepageLimit { PageSize = "2MB", Limit = 1 }] }));
        Assert.Contains("hugetlb.2MB.max is not there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mode_is_read_from_the_mounts()
    {
        var (mode, legacy, unified) = CgroupLayout.Parse(
        [
            "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
            "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct",
            "40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd",
            "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate",
        ]);
        Assert.Equal(CgroupMode.Legacy, mode);
        Assert.Equal(["/sys/fs/cgroup/cpu,cpuacct: cpu cpuacct", "/sys/fs/cgroup/systemd: name=systemd"], legacy.Select(h => $"{h.Mount}: {string.Join(' ', h.Controllers)}"));
        Assert.Equal("/sys/fs/cgroup/unified", unified);
        Assert.Equal(CgroupMode.Unified, CgroupLayout.Parse(["30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw"]).Mode);
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(directory, file));
}
