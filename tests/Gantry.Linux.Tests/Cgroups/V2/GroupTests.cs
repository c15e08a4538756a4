using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Tests.Cgroups.V2;

/// <summary>Groups of a kernel whose controllers are of version 2.</summary>
[Trait("Cgroups", "2")]
public sealed class GroupTests : IDisposable
{
    private readonly string parent = $"/gantry-test-kernel-{Guid.NewGuid():n}";

    private string Group => parent + "/two/one";

    public void Dispose() => Assert.True(Cgroup.Open(parent).Remove());

    [Fact]
    public void Limits_are_set_before_anything_runs()
    {
        Cgroup.Create(Group, new LinuxResources
        {
            Memory = new LinuxMemory { Limit = 64 << 20, Swap = 96 << 20, Reservation = 32 << 20 },
            Cpu = new LinuxCpu { Shares = 512, Period = 50_000, Quota = 25_000, Burst = 5_000, Cpus = "0", Mems = "0" },
            Pids = new LinuxPids { Limit = 17 },
            HugepageLimits = [new LinuxHugepageLimit { PageSize = "2MB", Limit = 4 << 20 }],
            Unified = new Dictionary<string, string> { ["memory.high"] = "50331648" },
        });
        Assert.Equal(
            ["67108864", "33554432", "33554432", "50331648", "59", "25000 50000", "5000", "0", "0", "17", "4194304"],
            new[] { "memory.max", "memory.swap.max", "memory.low", "memory.high", "cpu.weight", "cpu.max", "cpu.max.burst", "cpuset.cpus", "cpuset.mems", "pids.max", "hugetlb.2MB.max" }.Select(Read));
    }

    [Fact]
    public void Every_group_above_hands_its_controllers_down_and_the_last_does_not()
    {
        Cgroup.Create(Group, null);
        var all = File.ReadAllText(CgroupLayout.Unified + "/cgroup.controllers");
        Assert.Contains("memory", all, StringComparison.Ordinal);
        Assert.Equal(all, File.ReadAllText($"{CgroupLayout.Unified}{parent}/cgroup.subtree_control"));
        Assert.Equal(all.TrimEnd('\n'), Read("cgroup.controllers"));
        Assert.Equal("", Read("cgroup.subtree_control"));
    }

    [Fact]
    public void Memory_limits_can_be_moved_up_and_down()
    {
        var cgroup = Cgroup.Create(Group, Memory(64, 128));
        foreach (var (limit, swap) in (ReadOnlySpan<(long, long)>)[(256, 512), (32, 40), (100, 100), (150, 200), (60, 100)])
        {
            cgroup.Apply(Memory(limit, swap));
            Assert.Equal(($"{limit << 20}", $"{(swap - limit) << 20}"), (Read("memory.max"), Read("memory.swap.max")));
        }

        cgroup.Apply(new LinuxResources { Memory = new LinuxMemory { Limit = -1 } });
        Assert.Equal(("max", "max"), (Read("memory.max"), Read("memory.swap.max")));

        static LinuxResources Memory(long limit, long swap) => new() { Memory = new LinuxMemory { Limit = limit << 20, Swap = swap << 20 } };
    }

    [Fact]
    public void A_quota_and_its_burst_can_be_moved_up_and_down_together()
    {
        var cgroup = Cgroup.Create(Group, Cpu(50_000, 40_000));
        foreach (var (quota, burst) in (ReadOnlySpan<(long, ulong)>)[(20_000, 10_000), (90_000, 80_000), (10_000, 0)])
        {
            cgroup.Apply(Cpu(quota, burst));
            Assert.Equal(($"{quota} 100000", $"{burst}"), (Read("cpu.max"), Read("cpu.max.burst")));
        }

        cgroup.Apply(new LinuxResources { Cpu = new LinuxCpu { Period = 50_000 } });
        Assert.Equal("10000 50000", Read("cpu.max"));

        static LinuxResources Cpu(long quota, ulong burst) => new() { Cpu = new LinuxCpu { Quota = quota, Burst = burst } };
    }

    [Fact]
    public void A_group_with_members_above_keeps_nothing_from_being_made()
    {
        // Who has members can hand down no controller that counts memory; what is there of the others still works.
        var above = Cgroup.Create(parent, null);
        using var member = new Member(above, "echo ready; sleep 1000");
        Assert.Equal("ready", member.ReadLine());
        var cgroup = Cgroup.Create(parent + "/below", null);
        Assert.True(cgroup.Exists);
        var refused = Assert.Throws<GantryException>(() => cgroup.Apply(new LinuxResources { Memory = new LinuxMemory { Limit = 64 << 20 } }));
        Assert.Contains("memory.max is not there", refused.Message, StringComparison.Ordinal);
        above.Kill();
        member.WaitForExit();
    }

    [Fact]
    public void A_missing_feature_of_the_kernel_is_named_and_nothing_is_left()
    {
        var huge = Assert.Throws<GantryException>(() => Cgroup.Create(Group, new LinuxResources { HugepageLimits = [new LinuxHugepageLimit { PageSize = "3MB", Limit = 1 << 21 }] }));
        Assert.Contains("hugetlb.3MB.max is not there", huge.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(CgroupLayout.Unified + Group));
    }

    [Fact]
    public void Usage_is_that_of_the_members()
    {
        var cgroup = Cgroup.Create(Group, new LinuxResources { Memory = new LinuxMemory { Limit = 64 << 20 }, Pids = new LinuxPids { Limit = 9 } });
        using var member = new Member(cgroup, "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done; echo done; sleep 1000");
        Assert.Equal("done", member.ReadLine());
        var usage = cgroup.Usage();
        Assert.InRange(usage.Memory, 1u, 64ul << 20);
        Assert.Equal((64ul << 20, 9ul), (usage.MemoryLimit, usage.TasksLimit));
        Assert.InRange(usage.Tasks, 1u, 2u);
        Assert.True(usage.CpuTotal > 0 && usage.CpuUser + usage.CpuKernel <= usage.CpuTotal + 1_000_000, usage.ToString());
        Assert.True(usage.MemoryDetails.ContainsKey("inactive_file"));
        Assert.NotNull(cgroup.Pressure("memory"));
    }

    private string Read(string file) => File.ReadAllText($"{CgroupLayout.Unified}{Group}/{file}").TrimEnd('\n');
}
