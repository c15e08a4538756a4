using Gantry.EndToEnd.Client;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Images;

/// <summary>Damages an engine's files behind its back.</summary>
public sealed class CheckTests(EngineFixture fixture) : EngineTests(fixture)
{
    private Task<Outcome> Check(string flags = "") => Pair.Run(Engine, EngineBinary.Client, Words.Of($"system check {flags}"), null);

    private async Task<string> Tree(string image) => (await Docker(["image", "inspect", "-f", "{{.GraphDriver.Data.UpperDir}}", image])).Ok().Line;

    [Fact]
    public async Task What_is_whole_is_found_so()
    {
        Assert.EndsWith(": nothing is wrong", (await Check()).Ok().Line);
    }

    [Theory]
    [InlineData("printf x >> bin/busybox", "/bin/busybox has ")]
    [InlineData("printf x | dd of=bin/busybox conv=notrunc seek=4096 bs=1", "the content of /bin/busybox differs")]
    [InlineData("chmod 4755 bin/busybox", "/bin/busybox has the mode 04755, not 0755")]
    [InlineData("chown 7:8 etc", "/etc belongs to 7:8, not to 0:0")]
    [InlineData("touch etc/new", "/etc/new does not belong there")]
    [InlineData("mv bin/busybox bin/box", "/bin/busybox is missing")]
    [InlineData("rm etc/passwd; mkdir etc/passwd", "/etc/passwd is a directory, not a file")]
    public async Task A_damaged_layer_is_unpacked_again(string damage, string told)
    {
        var tree = await Tree("busybox");
        (await Engine.Shell($"cd {tree} && {{ {damage}; }}")).Ok();
        var found = await Check();
        Assert.Equal(1, found.Exit);
        Assert.Contains($"(needed by busybox:latest): {told}", found.Out);
        Assert.Contains("damaged: can be unpacked again from its blob", found.Out);
        var repaired = (await Check("--repair")).Ok();
        Assert.Contains("repaired: unpacked again from its blob", repaired.Out);
        Assert.EndsWith("1 faults, 1 repaired", repaired.Lines[^1]);
        Assert.Equal("", (await Check("-q")).Ok().Out);
        (await Busybox("", "test -f /etc/passwd && echo well")).Prints("well\n");
    }

    [Fact]
    public async Task A_layer_that_is_gone_comes_back()
    {
        Directory.Delete(await Tree("busybox"), recursive: true);
        Assert.Equal(1, (await Check()).Exit);
        (await Check("--repair")).Ok();
        (await Busybox("", "echo well")).Prints("well\n");
    }

    [Fact]
    public async Task Nothing_is_taken_from_under_a_running_container()
    {
        await Idle("runs");
        (await Engine.Shell($"touch {await Tree("busybox")}/new")).Ok();
        var refused = await Check("--repair");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("container runs runs on it: stop it and check again", refused.Out);
        (await Docker("exec runs true")).Ok();
        (await Docker("stop runs")).Ok();
        (await Check("--repair")).Ok();
        (await Docker("start runs")).Ok();
        Assert.Equal(1, (await Docker("exec runs test -e /new")).Exit);
    }

    [Fact]
    public async Task Damaged_content_is_fetched_again_from_where_it_came_from()
    {
        await using var registry = await RegistryServer.Start(Engine);
        (await Engine.Shell("docker tag busybox localhost:5000/check && docker push -q localhost:5000/check && docker rmi -f busybox localhost:5000/check && docker pull -q localhost:5000/check && docker tag localhost:5000/check busybox")).Ok();
        var id = (await Docker("image inspect -f {{.Id}} busybox")).Ok().Line[7..];
        var blobs = Directory.GetFiles(Engine.DataRoot + "/blobs/sha256");
        foreach (var blob in blobs) File.WriteAllText(blob, "not what it was");
        var found = await Check();
        Assert.Equal(1, found.Exit);
        Assert.Contains($"blob sha256:{id} (needed by busybox:latest): its content has the digest", found.Out);
        var repaired = await Check("--repair");
        Assert.Contains("repaired: fetched again from its registry", repaired.Out);
        Assert.EndsWith(": nothing is wrong", (await Check()).Ok().Line);
        (await Docker("save -o again.tar busybox")).Ok();
    }

    [Fact]
    public async Task What_came_from_nowhere_is_told_to_be_lost()
    {
        var image = (await Docker("import", "-c", "CMD echo lost", await BaseImages.Busybox, "lost")).Ok().Line;
        File.Delete($"{Engine.DataRoot}/blobs/sha256/{image[7..]}");
        var found = await Check("--repair");
        Assert.Equal(1, found.Exit);
        Assert.Contains($"blob {image} (needed by lost:latest): it is missing\n  damaged: remove the images that need it and pull, load or build them again\n", found.Out);
        (await Docker("rmi -f lost")).Ok();
        (await Check()).Ok();
    }
}
