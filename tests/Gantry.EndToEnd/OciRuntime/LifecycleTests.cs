using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>The life of a container under the runtime's own commands.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task Run_hands_on_streams_and_exit_status_and_leaves_nothing()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "echo out; echo err >&2; exit 3");
        (await bundle.Run("run", "one")).Is(3, "out\n", "err\n");
        (await bundle.Run("list", "--quiet")).Prints("");
    }

    [Fact]
    public async Task A_created_container_waits_for_its_start()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        (await bundle.Leave("create", "one")).Prints("");
        Assert.Equal("created", await bundle.Status("one"));
        (await bundle.Run("start", "one")).Prints("");
        Assert.Equal("running", await bundle.Status("one"));
        (await bundle.Run("start", "one")).Refuses("cannot start an already running container");
        (await bundle.Run("delete", "one")).Refuses("cannot delete container one that is not stopped: running");
        (await bundle.Run("kill", "one", "KILL")).Prints("");
        await Deadline.Until(async () => await bundle.Status("one") is var status and not "stopped" ? status : null);
        (await bundle.Run("start", "one")).Refuses("cannot start a container that has stopped");
        (await bundle.Run("delete", "one")).Prints("");
        (await bundle.Run("state", "one")).Refuses("container does not exist");
    }

    [Fact]
    public async Task A_container_that_waits_ends_at_a_signal()
    {
        await using var bundle = await Bundle.Make("true");
        (await bundle.Leave("create", "one")).Ok();
        (await bundle.Run("kill", "one", "TERM")).Ok();
        await Deadline.Until(async () => await bundle.Status("one") is var status and not "stopped" ? status : null);
        (await bundle.Run("delete", "one")).Ok();
    }

    [Fact]
    public async Task The_state_names_process_bundle_and_annotations()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        bundle.Spec["annotations"] = new JsonObject { ["org.example.colour"] = "blue" };
        (await bundle.Leave("run", "--detach", "--pid-file", "pid", "one")).Ok();
        var state = await bundle.StateOf("one");
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(bundle.Folder, "pid")), state["pid"]!.ToString());
        Assert.Equal((bundle.Folder, bundle.Root, "blue"), ((string)state["bundle"]!, (string)state["rootfs"]!, (string)state["annotations"]!["org.example.colour"]!));
        var listed = JsonNode.Parse((await bundle.Run("list", "--format", "json")).Ok().Out)!.AsArray();
        Assert.Equal("one running root", $"{listed[0]!["id"]} {listed[0]!["status"]} {listed[0]!["owner"]}");
        (await bundle.Run("delete", "--force", "one")).Ok();
    }

    [Fact]
    public async Task Further_processes_join_and_end_with_their_own_status()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        (await bundle.Leave("run", "--detach", "one")).Ok();
        (await bundle.Run("exec", "--user", "1000:1000", "--additional-gids", "2000", "--env", "A=b", "--cwd", "/tmp", "one", "sh", "-c", "id -u; id -G; echo $A $HOME; pwd")).Prints("1000\n1000 2000\nb /home\n/tmp\n");
        (await bundle.Run("exec", "one", "sh", "-c", "exit 42")).Is(42);
        Assert.Equal(255, (await bundle.Run("exec", "one", "no-such-program")).Exit);
        Assert.Contains("sleep", (await bundle.Run("ps", "one")).Ok().Out, StringComparison.Ordinal);
        (await bundle.Run("delete", "--force", "one")).Ok();
        Assert.Equal(255, (await bundle.Run("exec", "one", "true")).Exit);
    }

    [Fact]
    public async Task Pausing_stops_all_processes_and_resuming_lets_them_go_on()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        (await bundle.Leave("run", "--detach", "one")).Ok();
        (await bundle.Run("pause", "one")).Prints("");
        Assert.Equal("paused", await bundle.Status("one"));
        Assert.Contains("cannot exec in a paused container", (await bundle.Run("exec", "one", "true")).Err, StringComparison.Ordinal);
        (await bundle.Run("resume", "one")).Prints("");
        (await bundle.Run("exec", "one", "true")).Prints("");
        (await bundle.Run("pause", "one")).Ok();
        (await bundle.Run("delete", "--force", "one")).Ok();
    }

    [Fact]
    public async Task Limits_are_set_updated_and_shown()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        bundle.Linux["resources"]!["pids"] = new JsonObject { ["limit"] = 20 };
        (await bundle.Leave("run", "--detach", "one")).Ok();
        Assert.Equal(20, await Limit());
        (await bundle.Run("update", "--pids-limit", "30", "one")).Ok();
        Assert.Equal(30, await Limit());
        (await bundle.Run("update", "--memory", "many", "one")).Refuses("invalid value for memory: invalid size: 'many'");
        (await bundle.Run("delete", "--force", "one")).Ok();

        async Task<int> Limit() => (int)JsonNode.Parse((await bundle.Run("events", "--stats", "one")).Ok().Out)!["data"]!["pids"]!["limit"]!;
    }

    [Fact]
    public async Task Statistics_have_what_runc_counts()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        bundle.Linux["resources"]!["cpu"] = new JsonObject { ["cpus"] = "0" };
        (await bundle.Leave("run", "--detach", "one")).Ok();
        var data = JsonNode.Parse((await bundle.Run("events", "--stats", "one")).Ok().Out)!["data"]!.AsObject();
        Assert.Equal(["cpu", "cpuset", "memory", "pids", "blkio", "hugetlb", "intel_rdt", "network_interfaces"], data.Select(member => member.Key));
        Assert.True((ulong)data["memory"]!["swap"]!["usage"]! > 0);
        if (!File.Exists("/sys/fs/cgroup/cgroup.controllers"))
        {
            Assert.Equal("[0]", data["cpuset"]!["cpus"]!.ToJsonString());
            Assert.Equal(Environment.ProcessorCount, data["cpu"]!["usage"]!["percpu_user"]!.AsArray().Count);
            Assert.True((ulong)data["memory"]!["kernel"]!["usage"]! > 0);
        }

        (await bundle.Run("delete", "--force", "one")).Ok();
    }

    [Fact]
    public async Task A_name_that_is_taken_or_none_is_refused()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        (await bundle.Leave("create", "one")).Ok();
        (await bundle.Leave("create", "one")).Refuses("runc create failed: container with given ID already exists");
        (await bundle.Leave("create", "../one")).Refuses("runc create failed: invalid container ID format");
        (await bundle.Run("delete", "one")).Ok();
    }

    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("SIGUSR1")]
    public async Task Signals_reach_a_container_in_the_foreground(string signal)
    {
        await using var bundle = await Bundle.Make("sh", "-c", $"trap 'echo got {signal}; exit 7' {signal[3..]}; echo ready; while :; do sleep 0.05; done");
        await using var running = bundle.Start("run", "one");
        await running.OutContains("ready");
        running.Signal(signal == "SIGTERM" ? 15 : 10);
        (await running.Ended()).Is(7, $"ready\ngot {signal}\n");
    }

    /// <summary>Whoever calls a runtime reads its log; how it is used is for people.</summary>
    [Theory]
    [InlineData("Incorrect Usage: flag provided but not defined: -nosuch\n\n", "flag provided but not defined: -nosuch", "exec", "--nosuch", "one")]
    [InlineData("Incorrect Usage.\n\n", "gantry runtime: \"create\" requires exactly 1 argument(s)", "create")]
    [InlineData("Incorrect Usage: invalid value \"x\" for flag -g: strconv.ParseInt: parsing \"x\": invalid syntax\n\n", "invalid value \"x\" for flag -g: strconv.ParseInt: parsing \"x\": invalid syntax", "exec", "-g", "x", "one", "id")]
    [InlineData("Incorrect Usage: invalid value \"x\" for flag -interval: parse error\n\n", "invalid value \"x\" for flag -interval: parse error", "events", "--interval", "x", "one")]
    public async Task A_wrong_command_line_is_told_with_help_and_in_the_log(string told, string logged, params string[] words)
    {
        await using var bundle = await Bundle.Make("true");
        var outcome = await bundle.Run(words);
        outcome.Refuses(logged);
        Assert.StartsWith(told + "NAME:\n", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_or_a_log_that_is_not_there_is_told()
    {
        await using var bundle = await Bundle.Make("true");
        (await bundle.Run("list")).Refuses($"open {bundle.State}: no such file or directory");
        (await bundle.Run("--log", "/nowhere/log", "run", "one")).Refuses("open /nowhere/log: no such file or directory");
        (await bundle.Run("run", "--pid-file", "/nowhere/pid", "one")).Refuses("runc run failed: open /nowhere/.pid: no such file or directory");
        (await bundle.Run("run", "--bundle", "/dev/null", "one")).Refuses("runc run failed: chdir /dev/null: not a directory");
        (await bundle.Run("--root", "", "state", "gantry-e2e-none")).Refuses("container does not exist");
    }

    [Fact]
    public async Task A_number_below_zero_is_a_signal_that_does_not_exist()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        (await bundle.Leave("create", "one")).Ok();
        (await bundle.Run("kill", "one", "-1")).Refuses("unable to signal init: invalid argument");
        (await bundle.Run("delete", "one")).Ok();
    }

    [Fact]
    public async Task Too_little_memory_to_start_with_is_told()
    {
        await using var bundle = await Bundle.Make("true");
        bundle.Linux["resources"]!["memory"] = new JsonObject { ["limit"] = 1000 };
        (await bundle.Run("run", "one")).Refuses("runc run failed: unable to start container process: container init was OOM-killed (memory limit of 1000 bytes too low?)");
        (await bundle.Leave("create", "one")).Refuses("runc create failed: unable to start container process: container init was OOM-killed (memory limit of 1000 bytes too low?)");
    }

    [Fact]
    public async Task Help_and_version_are_in_the_form_engines_read()
    {
        await using var bundle = await Bundle.Make("true");
        Assert.Matches(@"^gantry runtime version \d+\.\d+\.\d+\ncommit: .+\nspec: 1\.2\.1\n$", (await bundle.Run("--version")).Ok().Out);
        Assert.StartsWith("NAME:\n   gantry runtime create - create a container\n", (await bundle.Run("create", "--help")).Ok().Out, StringComparison.Ordinal);
        var features = JsonNode.Parse((await bundle.Run("features")).Ok().Out)!;
        Assert.Contains("rro", features["mountOptions"]!.AsArray().Select(o => (string)o!));
    }
}
