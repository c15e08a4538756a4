using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>What RUN keeps from one build to the next (<c>--mount=type=cache</c>).</summary>
public sealed class CacheMountTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task A_new_cache_has_the_owner_and_the_permissions_that_are_wanted()
    {
        await Prints("FROM busybox\nRUN --mount=type=cache,target=/new,mode=0710,uid=5,gid=6 stat -c 'is %a %u:%g' /new\n", "is 710 5:6");
        await Prints("FROM busybox\nRUN --mount=type=cache,target=/plain stat -c 'is %a %u:%g' /plain\n", "is 755 0:0");
    }

    [Fact]
    public async Task A_new_cache_begins_with_what_a_stage_has()
    {
        const string stages = "FROM busybox AS seed\nRUN mkdir -m 750 /seed && echo seed > /seed/file && chown -R 7:8 /seed\nFROM busybox\n";
        await Prints(stages + "RUN --mount=type=cache,target=/c,id=seeded,from=seed,source=/seed stat -c 'is %a %u:%g' /c && cat /c/file && echo more > /c/file\n", "is 750 7:8", "");
        await Prints(stages + "RUN --mount=type=cache,target=/c,id=seeded,from=seed,source=/seed echo is $(cat /c/file)\n", "is more", "");
        // A stage that was made anew is another one.
        await Prints(stages + "RUN --mount=type=cache,target=/c,id=seeded,from=seed,source=/seed echo is $(cat /c/file)\n", "is seed");
    }

    [Fact]
    public async Task Caches_that_began_differently_are_different_ones()
    {
        const string stages = "FROM busybox AS seed\nRUN mkdir /seed && echo seed > /seed/file\nFROM busybox\n";
        await Prints(stages + "RUN --mount=type=cache,target=/c,id=several echo plain > /c/file && echo is done\n", "is done");
        await Prints(stages + "RUN --mount=type=cache,target=/c,id=several,from=seed,source=/seed echo is $(cat /c/file)\n", "is seed");
        await Prints(stages + "RUN --mount=type=cache,target=/c,id=several,mode=0700 echo is $(stat -c %a /c) $(ls /c)\n", "is 700");
        await Prints(stages + "RUN --mount=type=cache,target=/c,id=several echo is $(cat /c/file)\n", "is plain");
    }

    private async Task Prints(string dockerfile, string line, string flags = "--no-cache")
    {
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "Dockerfile.mounts"), dockerfile);
        var built = await Engine.Shell($"{RemoteBuilder.Buildx} build --progress plain {flags} - < Dockerfile.mounts");
        Assert.Contains(built.Ok().Err.Split('\n'), l => l.EndsWith(" " + line, StringComparison.Ordinal));
    }
}
