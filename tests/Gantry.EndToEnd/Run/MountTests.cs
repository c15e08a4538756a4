using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

public sealed class MountTests(EngineFixture fixture) : EngineTests(fixture)
{
    private string Folder(string name)
    {
        var folder = $"{Engine.Work}/{name}";
        Directory.CreateDirectory(folder);
        File.WriteAllText(folder + "/file", "from the host\n");
        return folder;
    }

    [Fact]
    public async Task A_bound_folder_is_the_hosts_own_both_ways()
    {
        var folder = Folder("both");
        (await Busybox($"-v {folder}:/data", "cat /data/file; echo back > /data/answer")).Prints("from the host\n");
        Assert.Equal("back\n", await File.ReadAllTextAsync(folder + "/answer"));
    }

    [Theory]
    [InlineData("-v {0}:/data:ro")]
    [InlineData("--mount type=bind,src={0},dst=/data,readonly")]
    public async Task A_read_only_bind_refuses_writing(string flags) =>
        (await Busybox(string.Format(null, flags, Folder("ro")), "cat /data/file; echo x > /data/file")).Is(1, "from the host\n", "sh: can't create /data/file: Read-only file system\n");

    [Fact]
    public async Task A_single_file_can_be_bound() =>
        (await Busybox($"-v {Folder("single")}/file:/etc/thing", "cat /etc/thing")).Prints("from the host\n");

    [Fact]
    public async Task The_missing_source_of_v_is_made_as_a_folder()
    {
        (await Busybox($"-v {Engine.Work}/not/there:/x", "echo made > /x/f")).Prints("");
        Assert.Equal("made\n", await File.ReadAllTextAsync(Engine.Work + "/not/there/f"));
    }

    [Fact]
    public async Task The_missing_source_of_mount_is_an_error() =>
        (await Docker("run --rm --mount type=bind,src=/no/such/dir,dst=/x busybox true"))
            .Fails(125, "docker: Error response from daemon: invalid mount config for type \"bind\": bind source path does not exist: /no/such/dir");

    [Fact]
    public async Task A_tmpfs_has_its_options()
    {
        (await Busybox("--tmpfs /scratch:size=1m,mode=700", "grep ' /scratch ' /proc/mounts")).Prints("tmpfs /scratch tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k,mode=700 0 0\n");
        (await Busybox("--mount type=tmpfs,dst=/scratch,tmpfs-size=65536,tmpfs-mode=1770", "grep ' /scratch ' /proc/mounts; stat -c %a /scratch"))
            .Prints("tmpfs /scratch tmpfs rw,nosuid,nodev,noexec,relatime,size=64k,mode=1770 0 0\n1770\n");
    }

    [Fact]
    public async Task A_full_tmpfs_says_so() =>
        Assert.Equal("dd: error writing '/scratch/f': No space left on device\n", (await Busybox("--tmpfs /scratch:size=64k", "dd if=/dev/zero of=/scratch/f bs=1k count=100 2>&1 | grep error")).Out);

    [Fact]
    public async Task Mounts_nest_in_the_order_of_their_depth()
    {
        var outer = Folder("outer");
        var inner = Folder("inner");
        await File.WriteAllTextAsync(inner + "/file", "inner\n");
        (await Busybox($"-v {inner}:/data/sub -v {outer}:/data", "cat /data/file /data/sub/file")).Prints("from the host\ninner\n");
    }

    [Fact]
    public async Task A_read_only_root_refuses_writing_but_not_on_mounts()
    {
        var folder = Folder("root");
        (await Busybox($"--read-only --tmpfs /tmp -v {folder}:/data", "touch /x; touch /tmp/x /data/x /dev/shm/x && echo fine")).Is(0, "fine\n", "touch: /x: Read-only file system\n");
    }

    [Fact]
    public async Task Binds_are_private_to_the_container_unless_shared()
    {
        var folder = Folder("private");
        (await Busybox($"-v {folder}:/data", "grep ' /data ' /proc/self/mountinfo | grep -c -E 'shared|master'")).Is(1, "0\n");
        (await Busybox($"--privileged -v {folder}:/data", "mount -t tmpfs t /data && touch /data/hidden")).Prints("");
        Assert.False(File.Exists(folder + "/hidden"));
    }

    [Fact]
    public async Task Inspect_lists_mounts_as_they_were_asked_for()
    {
        var folder = Folder("listed");
        await Docker($"create --name mounted -v {folder}:/data:ro --mount type=tmpfs,dst=/scratch busybox");
        (await Docker("inspect -f '{{json .Mounts}} {{json .HostConfig.Binds}}' mounted"))
            .Prints($$"""[{"Type":"bind","Source":"{{folder}}","Destination":"/data","Mode":"ro","RW":false,"Propagation":"rprivate"},{"Type":"tmpfs","Source":"","Destination":"/scratch","Mode":"","RW":true,"Propagation":""}] ["{{folder}}:/data:ro"]""" + "\n");
    }

    [Fact]
    public async Task A_link_in_the_image_does_not_lead_a_mount_out_of_the_container()
    {
        (await Docker("run --name linked busybox ln -s /var/tmp /escape")).Ok();
        (await Docker("export linked -o linked.tar")).Ok();
        (await Docker("import linked.tar linked")).Ok();
        (await Docker($"run --rm -v {Folder("escape")}:/escape/inside linked cat /var/tmp/inside/file")).Prints("from the host\n");
        Assert.False(Directory.Exists("/var/tmp/inside"));
        (await Docker("rmi linked")).Ok();
    }
}
