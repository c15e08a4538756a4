using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

/// <summary>Images as read-only directories of other containers.</summary>
public sealed class ImageMountTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Warning = "WARNING: Image mount is an experimental feature\n";

    [Fact]
    public async Task An_image_or_a_path_in_it_is_seen_and_cannot_be_written()
    {
        await Tool();
        (await Docker("run --rm --mount type=image,src=tool,dst=/t busybox sh -c 'cat /t/opt/tool/file; touch /t/x; grep \" /t \" /proc/mounts | cut -d, -f1'"))
            .Is(0, "tool\noverlay /t overlay ro\n", Warning + "touch: /t/x: Read-only file system\n");
        (await Docker("run --rm --mount type=image,src=tool,dst=/t,image-subpath=opt/tool busybox cat /t/file")).Is(0, "tool\n", Warning);
        (await Docker("run --rm --mount type=image,src=tool,dst=/t,image-subpath=opt/tool/file busybox cat /t")).Is(0, "tool\n", Warning);
        (await Docker("rmi tool")).Ok();
    }

    [Fact]
    public async Task An_image_that_is_mounted_stays()
    {
        await Tool();
        var id = (await Docker("create --name user --mount type=image,src=tool,dst=/t,image-subpath=opt busybox cat /t/tool/file")).Ok().Line;
        (await Docker("inspect -f '{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.RW}} {{.Propagation}}{{end}} {{json .HostConfig.Mounts}}' user"))
            .Prints("image tool /t false rprivate [{\"Type\":\"image\",\"Source\":\"tool\",\"Target\":\"/t\",\"ImageOptions\":{\"Subpath\":\"opt\"}}]\n");
        var rmi = await Docker("rmi tool");
        Assert.StartsWith($"Error response from daemon: conflict: unable to remove repository reference \"tool\" (must force) - container {id[..12]} is using its referenced image ", rmi.Err, StringComparison.Ordinal);
        (await Docker("start -a user")).Prints("tool\n");
        (await Docker("cp user:/t/tool/file -")).Ok();
        (await Docker("rm user")).Ok();
        (await Docker("rmi tool")).Ok();
    }

    [Theory]
    [InlineData("dst=/x", 125, "invalid mount config for type \"image\": field Source must not be empty")]
    [InlineData("src=busybox,dst=/x,image-subpath=../etc", 125, "invalid mount config for type \"image\": subpath must be a relative path within the volume")]
    public async Task A_mount_that_cannot_be_is_refused(string mount, int code, string message) =>
        (await Docker($"run --rm --mount type=image,{mount} busybox true")).Fails(code, "docker: Error response from daemon: " + message);

    [Fact]
    public async Task A_path_the_image_has_not_is_named_and_nothing_is_left()
    {
        var run = await Docker("run --rm --mount type=image,src=busybox,dst=/x,image-subpath=nope busybox true");
        Assert.Equal(127, run.Exit);
        Assert.Contains("cannot access path ", run.Err, StringComparison.Ordinal);
        Assert.EndsWith("/nope: no such file or directory", run.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(File.ReadLines("/proc/self/mountinfo"), l => l.Contains(Engine.ExecRoot + "/images", StringComparison.Ordinal));
    }

    private async Task Tool()
    {
        (await Docker("run --name maker busybox sh -c 'mkdir -p /opt/tool; echo tool > /opt/tool/file'")).Ok();
        (await Docker("commit maker tool")).Ok();
        (await Docker("rm maker")).Ok();
    }
}
