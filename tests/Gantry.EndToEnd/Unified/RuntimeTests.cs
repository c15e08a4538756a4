using System.Text.Json.Nodes;

using Gantry.EndToEnd.OciRuntime;

namespace Gantry.EndToEnd.Unified;

/// <summary>The OCI runtime on a host whose control groups are of version 2 alone. A program takes seconds to start where the processor is emulated,
/// so a test asks much of one container.</summary>
[Trait("Cgroups", "2")]
public sealed class RuntimeTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public async Task Every_limit_reaches_its_file_and_an_update_changes_what_it_names()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        bundle.Linux["resources"] = new JsonObject
        {
            ["memory"] = new JsonObject { ["limit"] = 64 * Megabyte, ["swap"] = 96 * Megabyte, ["reservation"] = 32 * Megabyte },
            ["cpu"] = new JsonObject { ["shares"] = 1024, ["quota"] = 50_000, ["period"] = 100_000, ["burst"] = 40_000, ["cpus"] = "1", ["mems"] = "0" },
            ["pids"] = new JsonObject { ["limit"] = 20 },
            ["blockIO"] = new JsonObject
            {
                ["weight"] = 500,
                ["throttleReadBpsDevice"] = new JsonArray(Rate(1_048_576)),
                ["throttleWriteIOPSDevice"] = new JsonArray(Rate(100)),
            },
            ["hugepageLimits"] = new JsonArray(new JsonObject { ["pageSize"] = "2MB", ["limit"] = 4 * Megabyte }),
            ["unified"] = new JsonObject { ["memory.high"] = $"{48 * Megabyte}" },
        };
        (await bundle.Leave("run", "--detach", "one")).Ok();
        Assert.Equal(
            $"{64 * Megabyte} {32 * Megabyte} {32 * Megabyte} {48 * Megabyte} 100 50000,100000 40000 1 0 20 {4 * Megabyte}",
            Files("memory.max", "memory.swap.max", "memory.low", "memory.high", "cpu.weight", "cpu.max", "cpu.max.burst", "cpuset.cpus", "cpuset.mems", "pids.max", "hugetlb.2MB.max"));
        Assert.Equal($"{Disk} rbps=1048576 wbps=max riops=max wiops=100", File.ReadAllText(Path("io.max")).Trim());
        Assert.Contains(File.Exists(Path("io.bfq.weight")) ? File.ReadAllLines(Path("io.bfq.weight")) : File.ReadAllLines(Path("io.weight")), l => l is "default 500" or "default 4950");

        (await bundle.Run("update", "--memory", "128M", "--memory-swap", "128M", "--cpu-quota", "20000", "--cpu-burst", "10000", "--cpu-share", "512", "--pids-limit", "30", "--cpuset-cpus", "0", "one")).Ok();
        Assert.Equal(
            $"{128 * Megabyte} 0 {32 * Megabyte} 59 20000,100000 10000 0 30",
            Files("memory.max", "memory.swap.max", "memory.low", "cpu.weight", "cpu.max", "cpu.max.burst", "cpuset.cpus", "pids.max"));
        (await bundle.Run("update", "--cpu-idle", "1", "one")).Ok();
        Assert.Equal("1 0", Files("cpu.idle", "cpu.weight"));

        var stats = JsonNode.Parse((await bundle.Run("events", "--stats", "one")).Ok().Out)!["data"]!;
        Assert.Equal((128 * Megabyte, 30, 1), ((long)stats["memory"]!["usage"]!["limit"]!, (int)stats["pids"]!["limit"]!, (int)stats["pids"]!["current"]!));
        Assert.True((ulong)stats["cpu"]!["usage"]!["total"]! > 0);
        Assert.NotNull(stats["memory"]!["psi"]);
        (await bundle.Run("delete", "--force", "one")).Ok();

        string Path(string file) => $"/sys/fs/cgroup{bundle.Group}/{file}";
        string Files(params string[] names) => string.Join(' ', names.Select(n => File.ReadAllText(Path(n)).TrimEnd('\n').Replace(' ', ',')));
    }

    [Fact]
    public async Task A_device_that_is_not_allowed_cannot_be_opened_and_the_pause_is_the_kernels()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "mknod /fuse c 10 229; mknod /log c 1 11; true < /dev/null && echo null; true < /fuse && echo fuse; true > /fuse; true < /log; sleep 1000");
        foreach (var set in new[] { "bounding", "effective", "permitted" })
            bundle.Process["capabilities"]![set]!.AsArray().Add("CAP_MKNOD");
        bundle.Linux["resources"] = new JsonObject
        {
            ["devices"] = new JsonArray(
                new JsonObject { ["allow"] = false, ["access"] = "rwm" },
                new JsonObject { ["allow"] = true, ["type"] = "c", ["major"] = 10, ["minor"] = 229, ["access"] = "r" }),
        };
        await using var running = bundle.Start("run", "one");
        await running.ErrContains("/log: Operation not permitted");
        Assert.Equal("null\nfuse\n", running.Out);
        Assert.Contains("/fuse: Operation not permitted", running.Err, StringComparison.Ordinal);

        (await bundle.Run("pause", "one")).Ok();
        Assert.Contains("frozen 1", await File.ReadAllLinesAsync($"/sys/fs/cgroup{bundle.Group}/cgroup.events"));
        Assert.Equal("paused", await bundle.Status("one"));
        (await bundle.Run("resume", "one")).Ok();
        Assert.Contains("frozen 0", await File.ReadAllLinesAsync($"/sys/fs/cgroup{bundle.Group}/cgroup.events"));
        (await bundle.Run("delete", "--force", "one")).Ok();
        Assert.Equal(137, (await running.Ended()).Exit);
    }

    [Fact]
    public async Task A_container_sees_its_group_as_the_root_and_may_divide_it()
    {
        // A group with members hands nothing down, so who wants to divide it moves them below first.
        await using var bundle = await Bundle.Make("sh", "-ec", """
            cat /proc/self/cgroup
            cd /sys/fs/cgroup
            cat cgroup.controllers | tr ' ' '\n' | grep -cE '^(cpuset|cpu|io|memory|pids)$'
            mkdir inner; echo 0 > inner/cgroup.procs; echo +memory +pids > cgroup.subtree_control
            mkdir other; cat other/pids.max; cat /proc/self/cgroup
            echo ready; sleep 1000
            """);
        foreach (var mount in bundle.Spec["mounts"]!.AsArray().Where(m => (string)m!["destination"]! == "/sys/fs/cgroup"))
            mount!["options"] = Bundle.List("nosuid", "noexec", "nodev", "rw");
        await using var running = bundle.Start("run", "one");
        await running.OutContains("ready");
        Assert.Equal("0::/\n5\nmax\n0::/inner\nready\n", running.Out);

        // The container's own group takes no member any more: a further process goes where the first one is.
        (await bundle.Run("exec", "one", "cat", "/proc/self/cgroup")).Prints("0::/inner\n");
        (await bundle.Run("delete", "--force", "one")).Ok();
        await running.Ended();
    }

    [Fact]
    public async Task Without_a_namespace_of_its_own_a_container_of_another_user_sees_its_group_alone()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "cat /sys/fs/cgroup/pids.max; cat /proc/self/cgroup");
        bundle.AddUserNamespace(400000);
        var namespaces = bundle.Linux["namespaces"]!.AsArray();
        namespaces.Remove(namespaces.First(n => (string)n!["type"]! == "cgroup"));
        bundle.Linux["resources"] = new JsonObject { ["pids"] = new JsonObject { ["limit"] = 20 } };
        (await bundle.Run("run", "one")).Prints($"20\n0::{bundle.Group}\n");
    }

    [Fact]
    public async Task A_kill_for_lack_of_memory_is_an_event()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        bundle.Linux["resources"] = new JsonObject { ["memory"] = new JsonObject { ["limit"] = 16 * Megabyte, ["swap"] = 16 * Megabyte } };
        (await bundle.Leave("run", "--detach", "one")).Ok();
        await using var events = bundle.Start("events", "--interval", "1s", "one");
        await events.OutContains("\"stats\"");
        Assert.Equal(137, (await bundle.Run("exec", "one", "tail", "/dev/zero")).Exit);
        await events.OutContains("\"oom\"");
        (await bundle.Run("delete", "--force", "one")).Ok();
        await events.Ended();
    }

    /// <summary>The disk below /var/tmp, by its numbers.</summary>
    private static string Disk { get; } = File.ReadLines("/proc/self/mountinfo").Select(l => l.Split(' ')).First(f => f[4] == "/var/tmp")[2];

    private static JsonObject Rate(int rate) => new() { ["major"] = int.Parse(Disk.Split(':')[0]), ["minor"] = int.Parse(Disk.Split(':')[1]), ["rate"] = rate };
}
