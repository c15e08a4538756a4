using Gantry.EndToEnd.Harness;

using Xunit.Abstractions;

namespace Gantry.EndToEnd.Builds;

/// <summary>Whatever the cache has and whoever builds beside, a Dockerfile comes to the same image: random ones are built with cache, without it, after it was
/// lost, and by several clients at once with others that have steps in common with them. <c>GANTRY_E2E_GRAPHS</c> tells how many, <c>GANTRY_E2E_SEED</c>
/// repeats one.</summary>
public sealed class SameDigestTests(EngineFixture fixture, ITestOutputHelper output) : EngineTests(fixture)
{
    private const int Variants = 2;

    private readonly int _graphs = int.TryParse(Environment.GetEnvironmentVariable("GANTRY_E2E_GRAPHS"), out var asked) ? asked : 4;
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("GANTRY_E2E_SEED"), out var asked) ? asked : Random.Shared.Next(1_000_000);
    private RemoteBuilder _builder = null!;

    public override async Task InitializeAsync()
    {
        _builder = new RemoteBuilder(Engine);
        await _builder.Create();
        RandomDockerfile.WriteContext(Directory.CreateDirectory(Path.Combine(Engine.Work, "same")).FullName);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Engine.Shell("docker images -q graph | sort -u | xargs -r docker rmi -f");
        (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af")).Ok();
    }

    [Fact]
    public async Task Builds_with_cache_without_it_and_beside_each_other_come_to_the_same_image()
    {
        for (var seed = _seed; seed < _seed + _graphs; seed++)
        {
            output.WriteLine($"GANTRY_E2E_SEED={seed}");
            for (var variant = 0; variant < Variants; variant++)
                await File.WriteAllTextAsync(Path.Combine(Engine.Work, "same", $"{variant}.Dockerfile"), new RandomDockerfile(seed, variant).Text);
            var first = await Build(0, "");
            Assert.Equal(first, await Build(0, ""));
            Assert.Equal(first, await Build(0, "--no-cache"));
            (await Docker("run --rm graph:0")).Ok();
            (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af")).Ok();
            // Two clients for each, and nothing is there yet: every step is done once, whoever comes first.
            var beside = await Task.WhenAll(Enumerable.Range(0, 2 * Variants).Select(n => Build(n % Variants, "")));
            Assert.Equal(first, beside[0]);
            for (var client = 0; client < Variants; client++) Assert.Equal(beside[client], beside[client + Variants]);
            Assert.Equal(beside[1], await Build(1, "--no-cache"));
        }
    }

    private async Task<string> Build(int variant, string flags)
    {
        var id = $"{Guid.NewGuid():N}.id";
        (await Engine.Shell(
            $"{_builder.Build} --provenance=false --build-arg SOURCE_DATE_EPOCH=1000000000 {flags} --iidfile {id} -o type=image,name=graph:{variant},rewrite-timestamp=true -f same/{variant}.Dockerfile same")).Ok();
        return await File.ReadAllTextAsync(Path.Combine(Engine.Work, id));
    }
}
