using System.Globalization;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>A cache between an engine and somebody else's registry, Debian's docker-registry.</summary>
public sealed class CacheTests() : OwnEngineTests("--registry-mirror", "http://localhost:5001")
{
    private RegistryServer upstream = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        upstream = await RegistryServer.Start(Engine);
        (await Docker("tag busybox localhost:5000/library/bb:1")).Ok();
        (await Docker("push -q localhost:5000/library/bb:1")).Ok();
        (await Docker("rmi localhost:5000/library/bb:1 busybox")).Ok();
    }

    private async Task<double> Metric(string series)
    {
        var line = (await Engine.Shell("curl -sf http://localhost:9001/metrics")).Ok().Lines.SingleOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_was_pulled_through_it_is_pulled_again_without_upstream()
    {
        const string image = "localhost:5001/library/bb:1";
        await using var cache = await BesideEngine.Registry(Engine, 5001, "--upstream", "http://localhost:5000", "--metrics-addr", "127.0.0.1:9001");
        (await Docker($"pull -q {image}")).Prints(image + "\n");
        Assert.Equal(2, await Metric("gantry_registry_cache_requests_total{kind=\"blob\",result=\"miss\"}"));
        var digest = (await Docker(["image", "inspect", "-f", "{{index .RepoDigests 0}}", image])).Ok().Line;
        await upstream.DisposeAsync();
        (await Docker($"rmi {image}")).Ok();
        (await Docker($"pull -q {image}")).Prints(image + "\n");
        (await Docker(["image", "inspect", "-f", "{{index .RepoDigests 0}}", image])).Prints(digest + "\n");
        (await Docker($"run --rm {image} echo here")).Prints("here\n");
        Assert.Equal(2, await Metric("gantry_registry_cache_requests_total{kind=\"blob\",result=\"miss\"}"));

        // As the engine's mirror it stands in for Docker's registry.
        (await Docker($"rmi {image}")).Ok();
        (await Docker("pull -q bb:1")).Prints("docker.io/library/bb:1\n");
        (await Docker($"tag bb:1 {image}")).Ok();
        Assert.Contains("this registry is a cache of another", (await Docker($"push {image}")).Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_without_room_says_so_and_takes_nothing_half()
    {
        await using var ending = upstream;
        var folder = Directory.CreateDirectory(Engine.Work + "/registry.127.0.0.1:5001").FullName;
        Host.Run("mount", "-t", "tmpfs", "-o", "size=256k", "gantry-e2e", folder);
        try
        {
            await using var cache = await BesideEngine.Registry(Engine, 5001, "--upstream", "http://localhost:5000");
            var pull = await Docker("pull localhost:5001/library/bb:1");
            Assert.Equal(1, pull.Exit);
            Assert.Contains("the registry's disk is full", pull.Err, StringComparison.Ordinal);
            (await Docker("images -aq")).Prints("");
            (await Engine.Shell($"find {folder} -type f -size +64k")).Prints("");
        }
        finally
        {
            Host.Run("umount", "--lazy", folder);
        }
    }
}
