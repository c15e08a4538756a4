using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>Docker's own engine as a client of the registry: it pushes in chunked coding and asks for parts.</summary>
public sealed class DockerTests
{
    [Fact]
    public async Task A_docker_engine_pushes_and_pulls()
    {
        using var host = Host.Create();
        await using var engine = new Engine(host) { Command = [EngineBinary.Reference] };
        await engine.Start();
        await engine.ImportBusybox();
        var root = Path.Combine(engine.Work, "registry");
        await using var registry = Running.Start("nsenter", ["--net=" + host.Path, EngineBinary.Client, "registry", "serve", "--root", root], engine.ClientEnvironment);
        await registry.ErrContains("listens on");
        (await engine.Docker("tag busybox localhost:5000/dir/bb:1")).Ok();
        var pushed = (await engine.Docker("push localhost:5000/dir/bb:1")).Ok();
        var digest = pushed.Lines[^1].Split(' ')[2];
        (await engine.Docker("rmi busybox localhost:5000/dir/bb:1")).Ok();
        (await engine.Docker("pull -q localhost:5000/dir/bb:1")).Prints("localhost:5000/dir/bb:1\n");
        (await engine.Docker(["images", "--digests", "--format", "{{.Digest}}"])).Prints(digest + "\n");
        (await engine.Docker("rmi localhost:5000/dir/bb:1")).Ok();
    }
}
