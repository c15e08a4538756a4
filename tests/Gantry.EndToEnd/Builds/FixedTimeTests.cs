using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Builds whose results tell one time (reproducible-builds.org: <c>SOURCE_DATE_EPOCH</c>): made again at another time, they are the same bytes.</summary>
public sealed class FixedTimeTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Then = "--build-arg SOURCE_DATE_EPOCH=1000000000";
    private RemoteBuilder _builder = null!;

    public override async Task InitializeAsync()
    {
        _builder = new RemoteBuilder(Engine);
        await _builder.Create();
        var folder = Directory.CreateDirectory(Path.Combine(Engine.Work, "then")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "late"), "late\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "early"), "early\n");
        File.SetLastWriteTimeUtc(Path.Combine(folder, "early"), new DateTime(1999, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), "FROM busybox\nRUN rm /etc/group; mkdir -p /a/b; echo made > /a/b/file; ln /a/b/file /a/same\nCOPY late early /c/\nWORKDIR /w\nCMD [\"cat\", \"/a/same\"]\n");
    }

    [Theory]
    [InlineData("type=oci,rewrite-timestamp=true,dest=")]
    [InlineData("type=docker,name=then:1,rewrite-timestamp=true,dest=")]
    [InlineData("type=oci,compression=zstd,rewrite-timestamp=true,dest=")]
    [InlineData("type=tar,dest=")]
    public async Task What_is_built_again_without_the_cache_is_the_same_archive(string output)
    {
        (await Engine.Shell($"{_builder.Build} --provenance=false {Then} -o {output}first.tar then")).Ok();
        (await Engine.Shell($"touch then/late; {_builder.Build} --provenance=false {Then} --no-cache -o {output}second.tar then")).Ok();
        (await Engine.Shell("cmp first.tar second.tar")).Ok();
        (await Engine.Shell($"{_builder.Build} --provenance=false {Then} -o {output}third.tar then && cmp first.tar third.tar")).Ok();
    }

    [Fact]
    public async Task Times_of_new_layers_are_not_later_and_older_ones_stay()
    {
        (await Engine.Shell($"{_builder.Build} --provenance=false {Then} -o type=oci,rewrite-timestamp=true,tar=false,dest=layout then")).Ok();
        (await Engine.Shell("skopeo inspect --config oci:layout | jq -r '.created, .history[-1].created, .history[-3].created'")).Prints("2001-09-09T01:46:40Z\n2001-09-09T01:46:40Z\n2001-09-09T01:46:40Z\n");
        var layers = "for l in $(skopeo inspect oci:layout | jq -r '.Layers[1:][]'); do TZ=UTC tar -tv --full-time -f layout/blobs/sha256/${l#sha256:}; done";
        var times = (await Engine.Shell($"{layers} | awk '{{print $4, $5, $6}}' | sort -u")).Ok().Out;
        Assert.Contains("1999-01-02 03:04:05 c/early\n", times, StringComparison.Ordinal);
        Assert.Contains("2001-09-09 01:46:40 a/b/file\n", times, StringComparison.Ordinal);
        Assert.All(times.Split('\n', StringSplitOptions.RemoveEmptyEntries), t => Assert.True(string.CompareOrdinal(t[..19], "2001-09-09 01:46:40") <= 0, t));
    }

    [Fact]
    public async Task An_image_of_this_host_has_the_time_too_and_runs()
    {
        string[] ids = [await Build(""), await Build("--no-cache")];
        Assert.Equal(ids[0], ids[1]);
        (await Docker("run --rm then:here")).Prints("made\n");
        (await Docker("run --rm then:here stat -c %Y /a/b/file /c/late /c/early")).Prints("1000000000\n1000000000\n915246245\n");
        (await Docker("rmi -f then:here")).Ok();

        async Task<string> Build(string more)
        {
            (await Engine.Shell($"{_builder.Build} --provenance=false {Then} {more} -o type=image,name=then:here,rewrite-timestamp=true then")).Ok();
            return (await Docker("image inspect -f {{.Id}} then:here")).Ok().Line;
        }
    }

    [Fact]
    public async Task Files_that_are_handed_out_have_the_time()
    {
        (await Engine.Shell($"{_builder.Build} --provenance=false {Then} -o type=local,dest=files then")).Ok();
        (await Engine.Shell("stat -c %Y files/a/b files/a/same files/c/late files/c/early files/w | sort -u")).Prints("1000000000\n");
    }

    [Fact]
    public async Task Without_a_time_nothing_is_rewritten()
    {
        (await Engine.Shell($"{_builder.Build} --provenance=false -o type=image,name=then:now,rewrite-timestamp=true then")).Ok();
        Assert.True(long.Parse((await Docker("run --rm then:now stat -c %Y /a/b/file")).Ok().Line, System.Globalization.CultureInfo.InvariantCulture) > 1_600_000_000);
        (await Docker("rmi -f then:now")).Ok();
    }
}
