using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Unified;

/// <summary>The engine on a host whose control groups are of version 2 alone.</summary>
[Trait("Cgroups", "2")]
public sealed class EngineTests(EngineFixture fixture) : Harness.EngineTests(fixture)
{
    [Fact]
    public async Task The_engine_tells_which_version_it_works_with() =>
        (await Docker("info -f '{{.CgroupVersion}} {{.CgroupDriver}} {{.MemoryLimit}} {{.SwapLimit}} {{.CPUSet}} {{.PidsLimit}} {{.OomKillDisable}} {{.Warnings}}'"))
            .Prints("2 cgroupfs true true true true false []\n");

    [Fact]
    public async Task Flags_reach_their_files_and_an_update_changes_what_it_names()
    {
        var disk = await Disk();
        var id = await Idle("limited", $"-m 64m --memory-swap 96m --memory-reservation 32m --cpus 0.5 --cpuset-cpus 1 --pids-limit 50 --blkio-weight 500 --device-read-bps {disk}:1mb --device-write-iops {disk}:100");
        Assert.Equal(
            $"{64 << 20} {32 << 20} {32 << 20} 50000,100000 1 50",
            Files(id, "memory.max", "memory.swap.max", "memory.low", "cpu.max", "cpuset.cpus", "pids.max"));
        Assert.Contains("rbps=1048576 wbps=max riops=max wiops=100", File.ReadAllText($"{Group(id)}/io.max"), StringComparison.Ordinal);
        Assert.Contains(File.ReadAllLines(File.Exists($"{Group(id)}/io.bfq.weight") ? $"{Group(id)}/io.bfq.weight" : $"{Group(id)}/io.weight"), l => l is "default 500" or "default 4950");

        (await Docker("update -m 128m --memory-swap 128m --cpus 0.25 --cpuset-cpus 0 --pids-limit 60 --cpu-shares 512 limited")).Prints("limited\n");
        Assert.Equal(
            $"{128 << 20} 0 {32 << 20} 25000,100000 0 60 59",
            Files(id, "memory.max", "memory.swap.max", "memory.low", "cpu.max", "cpuset.cpus", "pids.max", "cpu.weight"));
    }

    [Fact]
    public async Task Usage_is_in_version_2s_terms()
    {
        var id = await Idle("used", "-m 64m");
        var stats = (await Engine.Api.Get($"/containers/{id}/stats?stream=false&one-shot=true")).Json;
        Assert.Equal((64L << 20, true), ((long)stats["memory_stats"]!["limit"]!, (long)stats["memory_stats"]!["usage"]! > 0));
        Assert.True(stats["memory_stats"]!["stats"]!.AsObject().ContainsKey("inactive_file"));
        Assert.False(stats["cpu_stats"]!["cpu_usage"]!.AsObject().ContainsKey("percpu_usage"));
        Assert.Equal(ulong.MaxValue, (ulong)stats["pids_stats"]!["limit"]!);
        Assert.Null(stats["blkio_stats"]!["io_serviced_recursive"]);
        Assert.Equal("64MiB", (await Docker("stats --no-stream --format '{{.MemUsage}}' used")).Ok().Line.Split(" / ")[1]);
        Assert.Contains("sleep 1000", (await Docker("top used")).Ok().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_is_the_kernels_and_a_paused_container_can_be_killed()
    {
        var id = await Idle("still");
        (await Docker("pause still")).Ok();
        Assert.Contains("frozen 1", await File.ReadAllLinesAsync($"{Group(id)}/cgroup.events"));
        (await Docker("inspect -f '{{.State.Status}}' still")).Prints("paused\n");
        (await Docker("unpause still")).Ok();
        Assert.Contains("frozen 0", await File.ReadAllLinesAsync($"{Group(id)}/cgroup.events"));
        (await Docker("pause still")).Ok();
        (await Docker("rm -f still")).Ok();
        await Deadline.Until(() => !Directory.Exists(Group(id)), "the group is still there");
    }

    [Fact]
    public async Task Devices_are_refused_by_a_program_of_the_groups()
    {
        // The node is there, and the right to make it: what refuses is the group.
        const string script = "mknod /fuse c 10 229; mknod /loops c 10 237; true < /fuse && echo fuse; true > /fuse; true < /loops; true < /dev/zero && echo zero";
        var run = await Busybox("--device /dev/fuse:/dev/fuse:r", script);
        Assert.Equal(("fuse\nzero\n", 2), (run.Out, run.Err.Split("Operation not permitted").Length - 1));
        Assert.Equal("fuse\nzero\n", (await Busybox("--privileged", script)).Ok().Out);
        Assert.Equal("fuse\nzero\n", (await Busybox("--device-cgroup-rule 'c 10:* rw'", script)).Ok().Out);
    }

    [Fact]
    public async Task A_group_namespace_is_the_default_and_the_hosts_can_be_asked_for()
    {
        (await Busybox("", "cat /proc/self/cgroup; ls /sys/fs/cgroup/cgroup.events; mkdir /sys/fs/cgroup/x")).Is(1, "0::/\n/sys/fs/cgroup/cgroup.events\n", "mkdir: can't create directory '/sys/fs/cgroup/x': Read-only file system\n");
        var host = await Busybox("--cgroupns host --cgroup-parent /gantry-e2e-unified/deep", "cat /proc/self/cgroup; ls -d /sys/fs/cgroup/gantry-e2e-unified");
        Assert.Matches("^0::/gantry-e2e-unified/deep/[0-9a-f]{64}\n/sys/fs/cgroup/gantry-e2e-unified\n$", host.Ok().Out);
        (await Busybox("--privileged", "mkdir /sys/fs/cgroup/x && rmdir /sys/fs/cgroup/x && cat /proc/self/cgroup")).Prints("0::/\n");
        await Deadline.Until(() => !Directory.EnumerateDirectories("/sys/fs/cgroup/gantry-e2e-unified/deep").Any(), "the group is still there");
        Directory.Delete("/sys/fs/cgroup/gantry-e2e-unified/deep");
        Directory.Delete("/sys/fs/cgroup/gantry-e2e-unified");
    }

    [Fact]
    public async Task Many_at_a_time_leave_no_group()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Engine.Docker(["run", "--rm", "-m", "32m", "busybox", "echo", $"{i}"], within: Deadline.Step)));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}\n"), runs.Select(r => r.Ok().Out));
        await Deadline.Until(() => !Directory.EnumerateDirectories("/sys/fs/cgroup" + Engine.CgroupParent).Any(), "a group is still there");
    }

    private string Group(string id) => $"/sys/fs/cgroup{Engine.CgroupParent}/{id}";

    private string Files(string id, params string[] names) => string.Join(' ', names.Select(n => File.ReadAllText($"{Group(id)}/{n}").TrimEnd('\n').Replace(' ', ',')));

    private static async Task<string> Disk() => (await File.ReadAllLinesAsync("/proc/self/mountinfo")).Select(l => l[(l.IndexOf(" - ", StringComparison.Ordinal) + 3)..].Split(' ')).First(f => f[0] == "ext4")[1];
}
