using System.Diagnostics;

using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Tests.Cgroups;

/// <summary>Groups of the running kernel, of whichever version its controllers are.</summary>
public sealed class CgroupTests : IDisposable
{
    private readonly string parent = $"/gantry-test-kernel-{Guid.NewGuid():n}";

    private string Group => parent + "/one";

    public void Dispose() => Assert.True(Cgroup.Open(parent).Remove());

    [Fact]
    public void A_new_group_is_in_every_hierarchy_and_takes_a_process()
    {
        var cgroup = Cgroup.Create(Group, null);
        using var member = new Member(cgroup, "cat /proc/self/cgroup; sleep 1000");
        var shown = new List<string>();
        for (var i = 0; i < Math.Max(CgroupLayout.Legacy.Count, 1); i++)
            shown.Add(member.ReadLine());
        Assert.All(shown, line => Assert.EndsWith(":" + Group, line, StringComparison.Ordinal));
        Assert.Contains(member.Pid, cgroup.Processes());
        Assert.True(Directory.Exists(cgroup.UnifiedDirectory));
    }

    [Fact]
    public void Limits_that_say_nothing_need_no_controller() =>
        Cgroup.Create(Group, new LinuxResources { Memory = new LinuxMemory { DisableOOMKiller = false }, BlockIO = new LinuxBlockIO(), Cpu = new LinuxCpu { Shares = 0 } });

    [Fact]
    public void Frozen_processes_stand_and_killed_ones_are_gone_frozen_or_not()
    {
        var cgroup = Cgroup.Create(Group, null);
        using var member = new Member(cgroup, "sleep 1000 & echo $!; wait");
        var child = int.Parse(member.ReadLine(), System.Globalization.CultureInfo.InvariantCulture);
        cgroup.Freeze();
        Assert.True(cgroup.IsFrozen);
        Assert.Equal([member.Pid, child], cgroup.Processes().Order());
        cgroup.Thaw();
        Assert.False(cgroup.IsFrozen);
        cgroup.Freeze();
        cgroup.Kill();
        member.WaitForExit();
        Assert.True(cgroup.Remove());
        Assert.Empty(cgroup.Processes());
    }

    [Fact]
    public void Killing_reaches_children_that_are_born_meanwhile()
    {
        var cgroup = Cgroup.Create(Group, new LinuxResources { Pids = new LinuxPids { Limit = 40 } });
        using var member = new Member(cgroup, "echo ready; while :; do sh -c : & done 2>/dev/null");
        Assert.Equal("ready", member.ReadLine());
        cgroup.Kill();
        member.WaitForExit();
        Assert.True(cgroup.Remove());
    }

    [Fact]
    public void Removing_takes_groups_below_along_and_waits_for_the_dying()
    {
        var cgroup = Cgroup.Create(Group, null);
        var below = Cgroup.Create(Group + "/a/b", null);
        using var member = new Member(below, "echo ready; sleep 1000");
        Assert.Equal("ready", member.ReadLine());
        Assert.Contains(member.Pid, cgroup.Processes());
        cgroup.Kill();
        Assert.True(cgroup.Remove());
        Assert.False(cgroup.Exists);
    }

    [Fact]
    public void A_group_in_use_is_not_taken_over_nor_touched()
    {
        var cgroup = Cgroup.Create(Group, new LinuxResources { Pids = new LinuxPids { Limit = 9 } });
        using var member = new Member(cgroup, "echo ready; sleep 1000");
        Assert.Equal("ready", member.ReadLine());
        var error = Assert.Throws<GantryException>(() => Cgroup.Create(Group, null));
        Assert.Equal(ErrorKind.Conflict, error.Kind);
        Assert.Equal(9u, cgroup.Usage().TasksLimit);
        cgroup.Kill();
        member.WaitForExit();
    }

    [Fact]
    public void A_leftover_is_replaced_with_all_its_limits()
    {
        Cgroup.Create(Group, new LinuxResources { Pids = new LinuxPids { Limit = 9 } });
        Assert.Equal(0u, Cgroup.Create(Group, null).Usage().TasksLimit);
    }

    [Fact]
    public void A_kill_for_lack_of_memory_is_counted()
    {
        var cgroup = Cgroup.Create(Group, new LinuxResources { Memory = new LinuxMemory { Limit = 8 << 20, Swap = 8 << 20 } });
        Assert.Equal(0, cgroup.OomKills());
        using var member = new Member(cgroup, "tail /dev/zero || echo $?");
        Assert.Equal("137", member.ReadLine());
        Assert.Equal(1, cgroup.OomKills());
    }

    [Fact]
    public void Making_a_group_is_quick()
    {
        LinuxResources resources = new() { Devices = [new() { Allow = false }, new() { Allow = true, Type = "c", Major = 1, Minor = 3, Access = "rwm" }] };
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var clock = Stopwatch.StartNew();
            var cgroup = Cgroup.Create(Group, resources);
            best = clock.Elapsed < best ? clock.Elapsed : best;
            Assert.True(cgroup.Remove());
        }

        // A guard against a regression by an order of magnitude; the figure itself is about 0.5 ms.
        Assert.True(best < TimeSpan.FromMilliseconds(5), $"{best.TotalMilliseconds} ms");
    }
}
