using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Tests.Cgroups.V1;

/// <summary>Groups of a kernel whose controllers are of version 1.</summary>
[Trait("Cgroups", "1")]
public sealed class GroupTests : IDisposable
{
    private readonly string parent = $"/gantry-test-kernel-{Guid.NewGuid():n}";

    private string Group => parent + "/one";

    public void Dispose() => Assert.True(Cgroup.Open(parent).Remove());

    [Fact]
    public void Limits_are_set_before_anything_runs()
    {
        Cgroup.Create(Group, new LinuxResources
        {
            Memory = new LinuxMemory { Limit = 64 << 20, Swap = 128 << 20, Reservation = 32 << 20, Swappiness = 7, DisableOOMKiller = true },
            Cpu = new LinuxCpu { Shares = 512, Period = 50_000, Quota = 25_000, Cpus = "0", Mems = "0" },
            Pids = new LinuxPids { Limit = 17 },
        });
        Assert.Equal("67108864", Read("memory", "memory.limit_in_bytes"));
        Assert.Equal("134217728", Read("memory", "memory.memsw.limit_in_bytes"));
        Assert.Equal("33554432", Read("memory", "memory.soft_limit_in_bytes"));
        Assert.Equal("7", Read("memory", "memory.swappiness"));
        Assert.StartsWith("oom_kill_disable 1", Read("memory", "memory.oom_control"), StringComparison.Ordinal);
        Assert.Equal("512", Read("cpu", "cpu.shares"));
        Assert.Equal("50000", Read("cpu", "cpu.cfs_period_us"));
        Assert.Equal("25000", Read("cpu", "cpu.cfs_quota_us"));
        Assert.Equal("0", Read("cpuset", "cpuset.cpus"));
        Assert.Equal("17", Read("pids", "pids.max"));
    }

    [Fact]
    public void Memory_limits_can_be_moved_up_and_down()
    {
        var cgroup = Cgroup.Create(Group, Memory(64, 128));
        foreach (var (limit, swap) in (ReadOnlySpan<(long, long)>)[(256, 512), (32, 40), (100, 100), (150, 200), (60, 100)])
        {
            cgroup.Apply(Memory(limit, swap));
            Assert.Equal($"{limit << 20}", Read("memory", "memory.limit_in_bytes"));
            Assert.Equal($"{swap << 20}", Read("memory", "memory.memsw.limit_in_bytes"));
        }

        cgroup.Apply(new LinuxResources { Memory = new LinuxMemory { Limit = -1 } });
        Assert.Equal("9223372036854771712", Read("memory", "memory.memsw.limit_in_bytes"));

        static LinuxResources Memory(long limit, long swap) => new() { Memory = new LinuxMemory { Limit = limit << 20, Swap = swap << 20 } };
    }

    [Fact]
    public void A_cpu_quota_can_be_changed_with_its_period_in_both_directions()
    {
        var cgroup = Cgroup.Create(parent, new LinuxResources { Cpu = new LinuxCpu { Period = 100_000, Quota = 50_000 } });
        cgroup = Cgroup.Create(Group, new LinuxResources { Cpu = new LinuxCpu { Period = 100_000, Quota = 50_000 } });
        cgroup.Apply(new LinuxResources { Cpu = new LinuxCpu { Period = 10_000, Quota = 5_000 } });
        cgroup.Apply(new LinuxResources { Cpu = new LinuxCpu { Period = 200_000, Quota = 100_000 } });
        Assert.Equal("100000", Read("cpu", "cpu.cfs_quota_us"));
    }

    [Theory]
    [InlineData(1UL, "the minimum allowed cpu-shares is 2")]
    [InlineData(300_000UL, "the maximum allowed cpu-shares is 262144")]
    public void Cpu_shares_out_of_range_are_refused_in_the_words_of_runc_and_leave_nothing(ulong shares, string message)
    {
        var error = Assert.Throws<GantryException>(() => Cgroup.Create(Group, new LinuxResources { Cpu = new LinuxCpu { Shares = shares } }));
        Assert.Equal(message, error.Message);
        Assert.DoesNotContain(CgroupLayout.Legacy, hierarchy => Directory.Exists(hierarchy.Mount + Group));
    }

    [Fact]
    public void A_missing_feature_of_the_kernel_is_named()
    {
        var huge = Assert.Throws<GantryException>(() => Cgroup.Create(Group, new LinuxResources { HugepageLimits = [new LinuxHugepageLimit { PageSize = "2MB", Limit = 1 << 21 }] }));
        Assert.Equal("the hugetlb controller of cgroups is not mounted on this host, so that its limits cannot be set (kernel option CONFIG_CGROUP_HUGETLB)", huge.Message);
        Assert.Equal(ErrorKind.Invalid, huge.Kind);
    }

    [Fact]
    public void Device_rules_give_the_list_of_runc_whatever_their_order_and_repetition()
    {
        LinuxDeviceCgroup[] rules =
        [
            new() { Allow = true, Access = "rwm" },
            new() { Allow = false, Access = "rwm" },
            new() { Allow = true, Type = "c", Access = "m" },
            new() { Allow = true, Type = "b", Access = "m" },
            new() { Allow = true, Type = "c", Major = 1, Minor = 3, Access = "r" },
            new() { Allow = true, Type = "c", Major = 1, Minor = 3, Access = "wm" },
            new() { Allow = true, Type = "c", Major = 136, Access = "rwm" },
            new() { Allow = false, Type = "c", Major = 10, Minor = 229, Access = "rw" },
        ];
        var cgroup = Cgroup.Create(Group, new LinuxResources { Devices = rules });
        Assert.Equal(["b *:* m", "c *:* m", "c 136:* rwm", "c 1:3 rwm"], Read("devices", "devices.list").Split('\n').Order(StringComparer.Ordinal));
        using var member = new Member(cgroup, "echo x > /dev/null; head -c1 /dev/zero || echo refused; exit 0");
        Assert.Equal("refused", member.ReadLine());

        cgroup.Apply(new LinuxResources { Devices = [new() { Allow = false }, new() { Allow = true, Type = "c", Major = 1, Minor = 5, Access = "r" }] });
        Assert.Equal("c 1:5 r", Read("devices", "devices.list"));
    }

    private string Read(string controller, string file) => File.ReadAllText($"{CgroupLayout.MountOf(controller)}{Group}/{file}").TrimEnd('\n');
}
