using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Limits;

public sealed class LimitTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static readonly bool v1 = Directory.Exists("/sys/fs/cgroup/memory");

    /// <summary>Reads a file of the container's cgroup from inside, under its name in v1 or v2.</summary>
    private Task<Outcome> Group(string flags, string one, string two) => Busybox(flags, "cat /sys/fs/cgroup/" + (v1 ? one : two));

    [Fact]
    public async Task Memory_and_swap_are_bounded()
    {
        (await Group("-m 64m", "memory/memory.limit_in_bytes", "memory.max")).Prints("67108864\n");
        (await Group("-m 64m", "memory/memory.memsw.limit_in_bytes", "memory.swap.max")).Prints(v1 ? "134217728\n" : "67108864\n");
        (await Group("-m 64m --memory-swap 64m", "memory/memory.memsw.limit_in_bytes", "memory.swap.max")).Prints(v1 ? "67108864\n" : "0\n");
        (await Group("-m 64m --memory-reservation 32m", "memory/memory.soft_limit_in_bytes", "memory.low")).Prints("33554432\n");
    }

    [Fact]
    public async Task Processor_time_shares_and_cores_are_bounded()
    {
        (await Group("--cpus 0.5", "cpu/cpu.cfs_quota_us", "cpu.max")).Prints(v1 ? "50000\n" : "50000 100000\n");
        (await Group("--cpu-quota 20000 --cpu-period 40000", "cpu/cpu.cfs_period_us", "cpu.max")).Prints(v1 ? "40000\n" : "20000 40000\n");
        (await Group("--cpu-shares 512", "cpu/cpu.shares", "cpu.weight")).Prints(v1 ? "512\n" : "59\n");
        (await Group("--cpuset-cpus 1", "cpuset/cpuset.cpus", "cpuset.cpus")).Prints("1\n");
        (await Busybox("--cpuset-cpus 1", "nproc")).Prints("1\n");
    }

    [Fact]
    public async Task The_number_of_processes_is_bounded()
    {
        (await Group("--pids-limit 50", "pids/pids.max", "pids.max")).Prints("50\n");
        (await Group("--pids-limit -1", "pids/pids.max", "pids.max")).Prints("max\n");
        var bomb = await Busybox("--pids-limit 10", "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 5 & done");
        Assert.Equal((2, "sh: can't fork: Resource temporarily unavailable\n"), (bomb.Exit, bomb.Err));
    }

    [Fact]
    public async Task Too_much_memory_ends_in_137_and_is_told()
    {
        (await Docker("run --name greedy -m 16m busybox tail /dev/zero")).Is(137);
        (await Docker("inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}} {{.State.Status}}' greedy")).Prints("true 137 exited\n");
        await Idle("modest", "-m 16m");
        (await Docker("kill modest")).Ok();
        (await Docker("wait modest")).Prints("137\n");
        (await Docker("inspect -f '{{.State.OOMKilled}}' modest")).Prints("false\n");
    }

    [Fact]
    public async Task An_event_tells_of_too_much_memory()
    {
        var since = (await Engine.Shell("date +%s.%N")).Line;
        (await Docker("run --name greedy -m 16m busybox tail /dev/zero")).Is(137);
        (await Docker($"events --since {since} --until {(await Engine.Shell("date +%s.%N")).Line} --filter event=oom --format '{{{{.Action}}}}'")).Prints("oom\n");
    }

    [Theory]
    [InlineData("nofile=100:200", "grep 'open files' /proc/self/limits", "Max open files            100                  200                  files     \n")]
    [InlineData("nproc=64", "grep processes /proc/self/limits", "Max processes             64                   64                   processes \n")]
    [InlineData("core=0", "grep core /proc/self/limits", "Max core file size        0                    0                    bytes     \n")]
    [InlineData("fsize=1000000:2000000", "grep 'file size' /proc/self/limits | tail -1", null)]
    [InlineData("cpu=7", "grep 'cpu time' /proc/self/limits", "Max cpu time              7                    7                    seconds   \n")]
    public async Task Resource_limits_are_set(string limit, string script, string? shown)
    {
        var run = (await Busybox("--ulimit " + limit, script)).Ok();
        if (shown is not null)
            Assert.Equal(shown, run.Out);
        else
            Assert.Matches("1000000 +2000000 +bytes", (await Busybox("--ulimit " + limit, "grep 'Max file size' /proc/self/limits")).Out);
    }

    [Fact]
    public async Task A_limit_above_the_hosts_is_an_error_that_names_it()
    {
        var run = await Docker("run --rm --ulimit nofile=1048576:99999999999 busybox true");
        Assert.NotEqual(0, run.Exit);
        Assert.Matches("(?i)(rlimit|nofile)", run.Err);
        (await Docker("ps -aq")).Prints("");
    }

    [Fact]
    public async Task The_out_of_memory_score_is_set() => (await Busybox("--oom-score-adj 300", "cat /proc/self/oom_score_adj")).Prints("300\n");

    [Fact]
    public async Task The_group_lies_under_the_parent_asked_for_and_goes_with_the_container()
    {
        var id = await Idle("grouped");
        var pid = (await Engine.Inspect("grouped"))["State"]!["Pid"]!.GetValue<int>();
        Assert.All((await File.ReadAllLinesAsync($"/proc/{pid}/cgroup")).Where(l => v1 ? !l.StartsWith("0:", StringComparison.Ordinal) : true), line => Assert.EndsWith($":{Engine.CgroupParent}/{id}", line, StringComparison.Ordinal));
        await Docker("rm -f grouped");
        await Deadline.Until(() => !Directory.EnumerateDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup").Any(c => Directory.Exists($"{c}{Engine.CgroupParent}/{id}")), "the group is still there");
    }

    [Theory]
    [InlineData("-m 1m", "Minimum memory limit allowed is 6MB")]
    [InlineData("--cpus 99", "range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available")]
    [InlineData("-m 32m --memory-swap 16m", "Minimum memoryswap limit should be larger than memory limit, see usage")]
    [InlineData("--memory-swap 32m", "You should always set the Memory limit when using Memoryswap limit, see usage")]
    [InlineData("-m 32m --memory-reservation 64m", "Minimum memory limit can not be less than memory reservation limit, see usage")]
    [InlineData("--cpus 1 --cpu-quota 1000", "Conflicting options: Nano CPUs and CPU Quota cannot both be set")]
    [InlineData("--cpuset-cpus 77", "Requested CPUs are not available - requested 77, available: 0-1")]
    [InlineData("--cpuset-cpus x", "Invalid value x for cpuset cpus: invalid format: x")]
    [InlineData("--oom-score-adj 5000", "Invalid value 5000, range for oom score adj is [-1000, 1000]")]
    [InlineData("--cpu-period 5", "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)")]
    public async Task Values_out_of_range_are_refused(string flags, string message) =>
        (await Docker($"run --rm {flags} busybox true")).Fails(125, "docker: Error response from daemon: " + message
            .Replace("2.00", $"{Environment.ProcessorCount}.00", StringComparison.Ordinal).Replace("only 2", $"only {Environment.ProcessorCount}", StringComparison.Ordinal).Replace("0-1", $"0-{Environment.ProcessorCount - 1}", StringComparison.Ordinal));
}
