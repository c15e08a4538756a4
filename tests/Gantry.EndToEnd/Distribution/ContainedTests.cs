using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>The registry in a container of the engine that pushes to it.</summary>
public sealed class ContainedTests : OwnEngineTests
{
    [Fact]
    public async Task It_serves_the_engine_it_runs_on()
    {
        // The program brings no libraries; the image has none.
        string[] libraries = [.. new[] { "/lib", "/lib64", "/usr/lib", "/etc/ssl" }.SelectMany(folder => new[] { "-v", $"{folder}:{folder}:ro" })];
        (await Docker(["run", "-d", "--name", "registry", "--restart", "always", "--read-only", "-p", "127.0.0.1:5000:5000", "-v", "images:/srv", "-v", $"{EngineBinary.Client}:/gantry:ro", .. libraries,
            "busybox", "/gantry", "registry", "serve", "--root", "/srv", "--listen", ":5000"])).Ok();
        await Engine.Shows("registry", "listens on");
        (await Docker("tag busybox localhost:5000/a/bb:1")).Ok();
        (await Docker("push -q localhost:5000/a/bb:1")).Prints("localhost:5000/a/bb:1\n");
        (await Docker("rmi localhost:5000/a/bb:1")).Ok();
        (await Docker("kill registry")).Ok();
        (await Docker("start registry")).Ok();
        await Deadline.Until(async () => (await Engine.Shell("curl -sf http://localhost:5000/healthz")).Exit == 0 ? null : "the registry does not answer");
        (await Docker("pull -q localhost:5000/a/bb:1")).Prints("localhost:5000/a/bb:1\n");
        (await Docker("run --rm localhost:5000/a/bb:1 echo round")).Prints("round\n");
    }
}
