using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Caches that leave a builder and serve another one.</summary>
public sealed class CacheTransferTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Dockerfile = "FROM busybox AS low\nRUN cat /proc/sys/kernel/random/uuid > /low\nFROM busybox\nRUN cat /proc/sys/kernel/random/uuid > /top\nRUN true\nCOPY --from=low /low /low\nCMD [\"cat\", \"/top\"]\n";

    private RegistryServer _registry = null!;
    private RemoteBuilder _builder = null!;

    public override async Task InitializeAsync()
    {
        _registry = await RegistryServer.Start(Engine);
        _builder = new RemoteBuilder(Engine);
        await _builder.Create();
        var path = Directory.CreateDirectory(Path.Combine(Engine.Work, "cached")).FullName;
        await File.WriteAllTextAsync(Path.Combine(path, "Dockerfile"), Dockerfile);
        await Forget();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Docker("rmi -f first again localhost:5000/inline:1");
        await _registry.DisposeAsync();
        Directory.Delete(_registry.Folder, recursive: true);
    }

    [Theory]
    [InlineData("type=registry,ref=localhost:5000/cache:1,mode=max", "type=registry,ref=localhost:5000/cache:1")]
    [InlineData("type=registry,ref=localhost:5000/cache:2,mode=max,image-manifest=false,compression=zstd", "type=registry,ref=localhost:5000/cache:2")]
    [InlineData("type=registry,ref=localhost:5000/cache:3,mode=max,oci-mediatypes=false", "localhost:5000/cache:3")]
    [InlineData("type=local,dest=cachedir,mode=max", "type=local,src=cachedir")]
    public async Task A_cache_serves_a_builder_that_has_none(string to, string from)
    {
        (await Engine.Shell($"{_builder.Build} --load -t first --cache-to {to} cached")).Ok();
        var made = (await Docker("run --rm first")).Ok().Out;
        await Forget();
        var again = (await Engine.Shell($"{_builder.Build} --load -t again --cache-from {from} cached 2>&1")).Ok();
        Assert.Equal(4, again.Out.Split(" CACHED\n").Length - 1);
        (await Docker("run --rm again")).Prints(made);
    }

    [Theory]
    [InlineData(false, "--cache-to type=inline")]
    [InlineData(true, "--cache-to type=inline")]
    [InlineData(true, "--build-arg BUILDKIT_INLINE_CACHE=1")]
    public async Task An_image_brings_its_cache_with_it(bool isOurClient, string wanted)
    {
        var client = isOurClient ? $"DOCKER_HOST=unix://{Engine.Socket} {EngineBinary.Client}" : RemoteBuilder.Buildx;
        (await Engine.Shell($"{client} build --push -t localhost:5000/inline:1 {wanted} cached")).Ok();
        var made = (await Docker("run --rm localhost:5000/inline:1")).Ok().Out;
        await Forget();
        (await Engine.Shell($"{RemoteBuilder.Buildx} build -t again --cache-from localhost:5000/inline:1 cached")).Ok();
        (await Docker("run --rm again")).Prints(made);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_had_is_done_without()
    {
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "cached", "Dockerfile.new"), $"FROM busybox\nRUN echo {Guid.NewGuid():N}\n");
        var built = (await Engine.Shell($"{_builder.Build} --load -t again --cache-from localhost:5000/none:1 -f cached/Dockerfile.new cached 2>&1")).Ok();
        Assert.True(built.Out.Contains("importing cache manifest from localhost:5000/none:1", StringComparison.Ordinal), built.Out);
    }

    [Fact]
    public async Task An_error_counts_unless_it_is_to_be_ignored()
    {
        var to = "type=registry,ref=localhost:1/cache:1";
        Assert.Equal(1, (await Engine.Shell($"{_builder.Build} --cache-to {to} cached")).Exit);
        (await Engine.Shell($"{_builder.Build} --cache-to {to},ignore-error=true cached")).Ok();
    }

    [Fact]
    public async Task Only_what_fits_together_is_written()
    {
        var failed = await Engine.Shell($"{_builder.Build} --cache-to type=local,dest=x,image-manifest=true,oci-mediatypes=false cached");
        Assert.Contains("OCI mediatypes are required for image-manifest cache format", failed.Err, StringComparison.Ordinal);
    }

    /// <summary>As if this were another builder: nothing is known of the build.</summary>
    private async Task Forget()
    {
        await Docker("rmi -f first again localhost:5000/inline:1");
        (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af")).Ok();
    }
}
