using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>Other engines run their containers on this runtime.</summary>
public sealed class DropInTests
{
    [Fact]
    public async Task Dockers_engine_runs_containers_on_it()
    {
        using var host = Host.Create();
        var runtime = Path.Combine("/run", $"gantry-e2e.{host.Name}-runtime");
        File.CreateSymbolicLink(runtime + ".link", EngineBinary.Runtime);
        Directory.CreateDirectory(runtime);
        File.Move(runtime + ".link", Path.Combine(runtime, "gantry-runtime"));
        await using var engine = new Engine(host) { Command = [EngineBinary.Reference, "--add-runtime", $"gantry={runtime}/gantry-runtime"] };
        try
        {
            await engine.Start();
            await engine.ImportBusybox();
            (await engine.Docker("run --rm --runtime gantry busybox sh -c 'echo out; echo err >&2; exit 5'")).Is(5, "out\n", "err\n");
            (await engine.Docker("run --rm --runtime gantry --user 1000 --read-only busybox id -u")).Prints("1000\n");
            Assert.Equal(127, (await engine.Docker("run --rm --runtime gantry busybox no-such-program")).Exit);
            (await engine.Docker("run -d --name one --runtime gantry -m 64m --pids-limit 30 --health-cmd true --health-interval 1s busybox sleep 1000")).Ok();
            (await engine.Docker("exec one cat /sys/fs/cgroup/pids/pids.max")).Prints("30\n");
            await using (var terminal = engine.OnTerminal("exec -it one tty"))
                await terminal.Shows("/dev/pts/0");
            (await engine.Docker("pause one")).Prints("one\n");
            (await engine.Docker("unpause one")).Prints("one\n");
            await Deadline.Until(async () => (string)(await engine.Inspect("one"))["State"]!["Health"]!["Status"]! is var health and not "healthy" ? health : null);
            (await engine.Docker("stop -t 0 one")).Prints("one\n");
            (await engine.Docker("rm one")).Prints("one\n");
            await engine.Stop();
        }
        finally
        {
            Directory.Delete(runtime, recursive: true);
        }
    }

    [Fact]
    public async Task Podman_runs_containers_on_it()
    {
        await using var bundle = await Bundle.Make("true");
        File.CreateSymbolicLink(Path.Combine(bundle.Folder, "gantry-runtime"), EngineBinary.Runtime);
        var script = $$"""
            set -e
            P="podman --root $PWD/pod --runroot $PWD/podrun --storage-driver vfs --cgroup-manager cgroupfs --events-backend none --runtime $PWD/gantry-runtime"
            R="--network none --cgroup-parent {{bundle.Group}} --ulimit nofile=1024:1024 --ulimit nproc=1000:1000"
            trap '$P rm -fa > /dev/null; while pgrep -f "root $PWD/pod " > /dev/null; do :; done; $P rmi -fa > /dev/null; find /sys/fs/cgroup{{bundle.Group}} /sys/fs/cgroup/*{{bundle.Group}} -depth -delete 2> /dev/null || true' EXIT
            $P import -q {{await BaseImages.Busybox}} box > /dev/null 2>&1
            $P run $R --rm box echo hello
            $P run $R --rm box sh -c 'exit 5' || echo $?
            $P run $R -d --name one --pids-limit 30 box sleep 1000 > /dev/null
            $P exec one cat /sys/fs/cgroup/pids/pids.max
            $P pause one > /dev/null; $P inspect -f '{{"{{"}}.State.Status{{"}}"}}' one; $P unpause one > /dev/null
            $P stop -t 0 one > /dev/null; $P inspect -f '{{"{{"}}.State.Status{{"}}"}}' one
            """;
        await using var running = Running.Start("/bin/bash", ["-c", script], new Dictionary<string, string> { ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ["HOME"] = bundle.Folder }, folder: bundle.Folder);
        var outcome = (await running.Ended(TimeSpan.FromMinutes(2))).Ok();
        Assert.Equal("hello\n5\n30\npaused\nexited\n", outcome.Out);
    }
}
