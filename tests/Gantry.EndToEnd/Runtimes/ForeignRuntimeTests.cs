using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Runtimes;

/// <summary>An engine that knows two runtimes besides its own: Debian's runc, and this program's own OCI runtime.</summary>
public sealed class ForeignRuntimeFixture() : EngineFixture(
    ["--add-runtime", "theirs=" + Theirs, "--add-runtime", "own=" + Own, "--add-runtime", "gone=/nowhere/runtime"]), IAsyncLifetime
{
    /// <summary>Debian's runc.</summary>
    public static string Theirs { get; } = Path.GetDirectoryName(EngineBinary.Reference) + "/runc";

    private static string Own { get; } = Directory.CreateTempSubdirectory("gantry-e2e-runtime").FullName + "/gantry-runtime";

    Task IAsyncLifetime.InitializeAsync()
    {
        File.CreateSymbolicLink(Own, EngineBinary.Runtime);
        return InitializeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(Own)!, recursive: true);
    }
}

/// <summary>Containers that other OCI runtimes make, under the engine's own shim.</summary>
public sealed class ForeignRuntimeTests(ForeignRuntimeFixture fixture) : EngineTests(fixture), IClassFixture<ForeignRuntimeFixture>
{
    public static TheoryData<string> Names => ["theirs", "own"];

    [Theory, MemberData(nameof(Names))]
    public async Task Streams_exit_codes_and_files_are_the_containers(string name)
    {
        (await Busybox($"--runtime {name} -h box -e A=b -w /tmp", "hostname; pwd; echo $A; cat /proc/1/comm; echo err >&2; exit 7")).Is(7, "box\n/tmp\nb\nsh\n", "err\n");
        (await Engine.Shell($"head -c 3000000 /dev/zero | docker run --rm -i --runtime {name} busybox wc -c")).Prints("3000000\n");
        (await Busybox($"--runtime {name} -v kept:/data --tmpfs /t --read-only", "echo x > /data/x; touch /t/y; touch /z")).Is(1, "", "touch: /z: Read-only file system\n");
        (await Busybox("-v kept:/data", "cat /data/x")).Prints("x\n");
        (await Docker("volume rm kept")).Ok();
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_terminal_has_its_size_and_carriage_returns(string name)
    {
        (await Docker("run", "-d", "-t", "--runtime", name, "--name", "tty", "busybox", "sh", "-c", "tty; echo line")).Ok();
        (await Docker("wait tty")).Prints("0\n");
        Assert.Equal("/dev/pts/0\r\nline\r\n", (await Docker("logs tty")).Out);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Further_processes_join_it(string name)
    {
        await Idle("one", $"--runtime {name} --memory 64m --pids-limit 50");
        Assert.Equal(name, (await Docker("inspect -f {{.HostConfig.Runtime}} one")).Line);
        (await Docker("exec", "-e", "X=y", "-w", "/etc", "-u", "33", "one", "sh", "-c", "id -u; pwd; echo $X; exit 3")).Is(3, "33\n/etc\ny\n");
        (await Engine.Shell("echo data | docker exec -i one cat")).Prints("data\n");
        (await Docker("exec", "-t", "one", "sh", "-c", "tty")).Prints("/dev/pts/0\r\n");
        Assert.Equal(127, (await Docker("exec one nosuch")).Exit);
        Assert.Contains("sleep 1000", (await Docker("top one")).Out, StringComparison.Ordinal);
        Assert.Contains("/ 64MiB", (await Docker("stats --no-stream --format {{.MemUsage}} one")).Line, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task It_is_paused_changed_signalled_and_stopped(string name)
    {
        await Idle("one", $"--runtime {name} --memory 64m");
        (await Docker("pause one")).Ok();
        Assert.Equal("paused", (await Docker("inspect -f {{.State.Status}} one")).Line);
        (await Docker("unpause one")).Ok();
        (await Docker("update --memory 100m --memory-swap 200m one")).Ok();
        (await Docker("exec", "one", "sh", "-c", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max")).Prints("104857600\n");
        (await Docker("stop one")).Ok();
        Assert.Equal("exited 0", (await Docker("inspect -f '{{.State.Status}} {{.State.ExitCode}}' one")).Line);
        (await Docker("start one")).Ok();
        (await Docker("kill -s KILL one")).Ok();
        (await Docker("wait one")).Prints("137\n");
    }

    [Theory, MemberData(nameof(Names))]
    public async Task What_uses_too_much_memory_is_killed_and_told(string name)
    {
        Assert.Equal(137, (await Engine.Docker(["run", "--name", "hungry", "--runtime", name, "--memory", "16m", "--memory-swap", "16m", "busybox", "tail", "/dev/zero"])).Exit);
        Assert.Equal("true", (await Docker("inspect -f {{.State.OOMKilled}} hungry")).Line);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_network_serves_names_and_ports(string name)
    {
        (await Docker("network create meadow")).Ok();
        await Background($"--name server --runtime {name} --network meadow busybox sh -c 'echo served > /index.html; httpd -f -p 80'");
        (await Busybox($"--runtime {name} --network meadow", "until wget -qO- http://server 2>/dev/null; do :; done")).Prints("served\n");
        await Engine.RemoveContainers();
        (await Docker("network rm meadow")).Ok();
    }

    [Fact]
    public async Task What_a_runtime_refuses_is_told_in_its_words()
    {
        (await Docker("run --rm --runtime theirs busybox nosuch"))
            .Fails(127, "docker: Error response from daemon: exec: \"nosuch\": executable file not found in $PATH");
        var gone = await Docker("run --rm --runtime gone busybox true");
        Assert.True(gone.Exit == 127 && gone.Err.Contains("/nowhere/runtime", StringComparison.Ordinal), $"{gone}");
        (await Docker("run --rm --runtime other busybox true")).Fails(125, "docker: Error response from daemon: unknown or invalid runtime name: other");
        Assert.Empty((await Docker("ps -aq")).Lines);
    }

    [Fact]
    public async Task They_are_listed()
    {
        var info = (await Engine.Api.Get("/info")).Json;
        Assert.Equal(ForeignRuntimeFixture.Theirs, info["Runtimes"]!["theirs"]!["path"]!.GetValue<string>());
        Assert.Equal("runc", info["DefaultRuntime"]!.GetValue<string>());
    }
}

/// <summary>Containers of other runtimes when the daemon does not live through them.</summary>
public sealed class ForeignRuntimeCrashTests() : OwnEngineTests("--add-runtime", "theirs=" + ForeignRuntimeFixture.Theirs, "--default-runtime", "theirs")
{
    [Fact]
    public async Task They_outlive_the_daemon_and_their_end_is_known()
    {
        (await Docker("run -d --name one busybox sh -c 'echo before; trap \"echo after; exit 5\" TERM; while :; do sleep 1000 & wait; done'")).Ok();
        await Deadline.Until(async () => (await Docker("logs one")).Out == "before\n" ? null : "it has not begun");
        await Engine.Kill();
        await Engine.Start();
        Assert.Equal("running theirs", (await Docker("inspect -f '{{.State.Status}} {{.HostConfig.Runtime}}' one")).Line);
        (await Docker("exec one echo again")).Prints("again\n");
        (await Docker("stop one")).Ok();
        Assert.Equal("5", (await Docker("inspect -f {{.State.ExitCode}} one")).Line);
        (await Docker("logs one")).Prints("before\nafter\n");
        (await Docker("start one")).Ok();
    }
}
