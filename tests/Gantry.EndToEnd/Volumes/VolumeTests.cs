using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Volumes;

public sealed class VolumeTests(EngineFixture fixture) : EngineTests(fixture)
{
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var volume in (await Docker("volume ls -q")).Lines) (await Docker($"volume rm {volume}")).Ok();
    }

    [Fact]
    public async Task A_volume_a_container_has_cannot_be_removed()
    {
        var id = (await Docker("create -v used:/v busybox")).Ok().Line;
        var refusal = $"remove used: volume is in use - [{id}]";
        (await Docker("volume rm used")).Fails(1, "Error response from daemon: " + refusal);
        (await Docker("volume rm -f used")).Fails(1, "Error response from daemon: " + refusal);
        (await Docker($"rm {id}")).Ok();
        (await Docker("volume rm used")).Prints("used\n");
        (await Docker("volume rm used")).Fails(1, "Error response from daemon: " + "get used: no such volume");
    }

    [Fact]
    public async Task An_empty_volume_gets_the_images_content_and_owner()
    {
        (await Docker("run --rm -v filled:/etc busybox head -n 1 /etc/passwd")).Ok();
        (await Docker("run --rm -v filled:/x busybox head -n 1 /x/passwd")).Prints("root:x:0:0:root:/root:/bin/sh\n");
        (await Docker("run --rm -v sticky:/tmp busybox stat -c '%a %u:%g' /tmp")).Prints("1777 0:0\n");
        (await Docker("run --rm --mount type=volume,src=bare,dst=/etc/network,volume-nocopy busybox ls /etc/network")).Prints("");
    }

    [Fact]
    public async Task Volumes_nobody_named_go_with_their_container_when_no_other_has_them()
    {
        (await Docker("run --rm -v /anonymous busybox true")).Ok();
        (await Docker("volume ls -q")).Prints("");
        (await Docker("create --name first -v /anonymous busybox")).Ok();
        (await Docker("create --name second --volumes-from first busybox")).Ok();
        (await Docker("rm -v first")).Ok();
        Assert.Single((await Docker("volume ls -q")).Ok().Lines);
        (await Docker("rm -v second")).Ok();
        (await Docker("volume ls -q")).Prints("");
    }

    [Fact]
    public async Task A_volume_in_memory_is_shared_while_somebody_runs_and_forgotten_after()
    {
        (await Docker("volume create -o type=tmpfs -o device=tmpfs -o o=size=1m memory")).Ok();
        await Idle("holder", "-v memory:/m");
        (await Docker("exec holder touch /m/kept")).Ok();
        (await Docker("run --rm -v memory:/m busybox ls /m")).Prints("kept\n");
        (await Docker("rm -f holder")).Ok();
        (await Docker("run --rm -v memory:/m busybox ls /m")).Prints("");
    }

    [Fact]
    public async Task An_empty_directory_inside_a_volume_is_filled_from_the_image()
    {
        (await Docker("run --rm -v parts:/t busybox mkdir -p /t/full /t/empty")).Ok();
        (await Docker("run --rm -v parts:/t busybox touch /t/full/file")).Ok();
        (await Docker("run --rm --mount type=volume,src=parts,dst=/etc,volume-subpath=empty busybox ls /etc/passwd")).Prints("/etc/passwd\n");
        (await Docker("run --rm --mount type=volume,src=parts,dst=/var/www,volume-subpath=full busybox ls /var/www")).Prints("file\n");
        (await Docker("run --rm --mount type=volume,src=fresh,dst=/etc,volume-subpath=.,volume-nocopy busybox ls /etc/passwd")).Fails(1, "ls: /etc/passwd: No such file or directory");
        (await Docker("volume rm parts fresh")).Ok();
    }

    [Fact]
    public async Task A_path_inside_a_volume_can_be_mounted_and_never_leads_out_of_it()
    {
        (await Docker("run --rm -v tree:/t busybox sh -c 'mkdir -p /t/a/b; ln -s /etc /t/out; touch /t/a/b/found'")).Ok();
        (await Docker("run --rm --mount type=volume,src=tree,dst=/x,volume-subpath=a/b busybox ls /x")).Prints("found\n");
        var escape = await Docker("run --rm --mount type=volume,src=tree,dst=/x,volume-subpath=out busybox ls /x");
        Assert.Matches("^docker: Error response from daemon: path concatenation escapes the base directory, base: /.*/tree/_data, subpath: out\n", escape.Err);
        var outside = await Docker("run --rm --mount type=volume,src=tree,dst=/x,volume-subpath=../x busybox true");
        Assert.Contains("subpath must be a relative path within the volume", outside.Err, StringComparison.Ordinal);
        (await Docker("run --rm -v tree:/t busybox ls /t/a/b")).Prints("found\n");
    }

    [Fact]
    public async Task A_failed_mount_is_told_and_leaves_nothing()
    {
        var device = $"{Engine.Work}/missing"; // a well-known path may be there after all: /nonexistent is the home of a user
        (await Docker($"volume create -o type=none -o o=bind -o device={device} broken")).Ok();
        Assert.Contains($"failed to mount local volume: mount {device}:", (await Docker("run --rm -v broken:/b busybox true")).Err, StringComparison.Ordinal);
        (await Docker("ps -aq")).Prints("");
        (await Docker("volume rm broken")).Ok();
    }

    [Fact]
    public async Task Prune_takes_named_ones_and_those_with_options_only_on_demand_or_never()
    {
        (await Docker("volume create --label p named")).Ok();
        (await Docker("volume create --label p -o type=tmpfs -o device=tmpfs optioned")).Ok();
        (await Docker("volume create --label p")).Ok();
        Assert.Equal(3, (await Docker("volume prune -f --filter label=p")).Ok().Lines.Count(l => l.Length > 0));
        (await Docker("volume prune -af --filter label=p")).Prints("Deleted Volumes:\nnamed\n\nTotal reclaimed space: 0B\n");
        (await Docker("volume ls -q")).Prints("optioned\n");
    }

    [Theory]
    [InlineData("type=nfs device=:/x o=addr=localhost,rw", "failed to mount local volume: mount :/x:{0}, data: addr=127.0.0.1: no such device")]
    [InlineData("type=cifs device=//localhost/x o=rw,username=a,password=secret", "failed to mount local volume: mount //127.0.0.1/x:{0}, data: username=a,password=********: no such device")]
    [InlineData("type=ext4 device=/dev/nope o=ro,noexec", "failed to mount local volume: mount /dev/nope:{0}, flags: 0x9: no such file or directory")]
    [InlineData("type=tmpfs device=tmpfs o=size=abc", "failed to mount local volume: mount tmpfs:{0}, data: size=abc: invalid argument")]
    public async Task A_device_that_cannot_be_mounted_is_named_with_the_options_and_no_password(string options, string why)
    {
        if (options.Contains("fs ", StringComparison.Ordinal) && File.ReadLines("/proc/filesystems").Any(l => l.EndsWith("\tnfs", StringComparison.Ordinal) || l.EndsWith("\tcifs", StringComparison.Ordinal)))
            return; // this kernel would try to reach the server
        (await Docker("volume create " + string.Join(' ', options.Split(' ').Select(o => "-o " + o)) + " devices")).Ok();
        var place = $"{Engine.DataRoot}/volumes/devices/_data";
        (await Docker("run --rm -v devices:/x busybox true"))
            .Fails(why.EndsWith("file or directory", StringComparison.Ordinal) ? 127 : 125, $"docker: Error response from daemon: error while mounting volume '{place}': {string.Format(null, why, place)}");
        (await Docker("volume rm devices")).Ok();
    }
}
