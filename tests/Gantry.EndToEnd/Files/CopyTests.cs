using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Files;

/// <summary>docker cp, both ways.</summary>
public sealed class CopyTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task What_goes_in_comes_out_the_same_though_the_container_never_ran()
    {
        (await Docker("create --name still busybox true")).Ok();
        (await Engine.Shell("""
            mkdir -p in/sub && echo one > in/one && ln -s one in/link && ln in/one in/hard && chmod 4750 in/sub && touch -d '2001-02-03 04:05:06' in/one
            docker cp -q in still:/tmp/ && docker cp -q still:/tmp/in out
            (cd in && find . | sort | xargs stat -c '%n %A %h %s') > a; (cd out && find . | sort | xargs stat -c '%n %A %h %s') > b; cmp a b && stat -c %Y out/one
            """)).Prints("981173106\n");
        (await Docker("rm still")).Ok();
    }

    [Fact]
    public async Task Volumes_are_seen_in_a_stopped_container_and_in_a_running_one()
    {
        (await Engine.Shell("mkdir -p vol && echo host > vol/file && echo new > new")).Ok();
        (await Docker($"create --name stopped -v {Engine.Work}/vol:/v busybox true")).Ok();
        await Background($"--name running -v {Engine.Work}/vol:/v busybox sleep 100");
        foreach (var name in new[] { "stopped", "running" })
        {
            (await Engine.Shell($"docker cp -q {name}:/v/file - | tar -xO")).Prints("host\n");
            (await Engine.Shell($"docker cp -q new {name}:/v/{name}; cat vol/{name}")).Prints("new\n");
        }

        (await Docker("rm -f stopped running")).Ok();
    }

    [Fact]
    public async Task A_tmpfs_of_a_running_container_is_what_its_processes_see()
    {
        if (EngineBinary.IsReference) return; // it copies below the tmpfs, where nobody finds it
        await Background("--name memory --tmpfs /m busybox sleep 100");
        (await Engine.Shell("echo x > x && docker cp -q x memory:/m/x && docker exec memory cat /m/x")).Prints("x\n");
        (await Docker("rm -f memory")).Ok();
    }

    [Fact]
    public async Task A_link_leads_nowhere_but_into_the_container()
    {
        (await Docker("run --name links busybox sh -c 'mkdir -p /var/tmp; ln -s /var/tmp /escape; ln -s ../../../../../var/tmp /up; ln -s /etc/passwd /pw'")).Ok();
        (await Engine.Shell("""
            echo x > gantry-evil-copy; docker cp -q gantry-evil-copy links:/escape/; docker cp -q gantry-evil-copy links:/up/second
            ls /var/tmp/gantry-evil-copy /var/tmp/second 2>/dev/null; docker cp -q links:/var/tmp - | tar -t | sort
            """)).Prints("tmp/\ntmp/gantry-evil-copy\ntmp/second\n");
        (await Engine.Shell("docker cp -qL links:/pw pw && head -1 pw && docker cp -q links:/pw link && readlink link")).Prints("root:x:0:0:root:/root:/bin/sh\n/etc/passwd\n");
        (await Docker("rm links")).Ok();
    }

    [Fact]
    public async Task A_hostile_archive_stays_inside()
    {
        (await Docker("create --name target busybox true")).Ok();
        var hostile = await Engine.Shell("""
            mkdir -p evil && echo x > evil/f && tar -C evil -cPf evil.tar --transform 's,^f,../../../../../../../../var/tmp/gantry-evil-cp,' f
            docker cp - target:/tmp < evil.tar; ls /var/tmp/gantry-evil-cp 2>/dev/null
            """);
        Assert.DoesNotContain("gantry-evil-cp", hostile.Out, StringComparison.Ordinal);
        (await Engine.Shell("head -c 3000 /dev/zero > f && tar -c f | head -c 1000 | docker cp - target:/tmp")).Fails(1, "Error response from daemon: unexpected EOF");
        var rubbish = await Engine.Shell("head -c 2000 /dev/urandom | docker cp - target:/tmp");
        Assert.Equal(1, rubbish.Exit);
        (await Docker("rm target")).Ok();
    }

    [Fact]
    public async Task What_is_read_only_is_not_written()
    {
        (await Docker($"create --name readonly --read-only -v {Engine.Work}:/ro:ro busybox true")).Ok();
        (await Engine.Shell("echo x > x")).Ok();
        (await Docker("cp x readonly:/tmp/x")).Fails(1, "Error response from daemon: container rootfs is marked read-only");
        (await Docker("cp x readonly:/ro/y")).Fails(1, "Error response from daemon: mounted volume is marked read-only");
        (await Docker("rm readonly")).Ok();
    }

    [Fact]
    public async Task With_ownership_the_files_belong_to_the_containers_user()
    {
        await Background("--name owned --user 12:34 busybox sleep 100");
        (await Engine.Shell("echo x > x && docker cp -q x owned:/tmp/plain && docker exec owned stat -c %u:%g /tmp/plain")).Prints("0:0\n");
        (await Docker("rm -f owned")).Ok();
    }

    [Fact]
    public async Task Nothing_of_a_copy_is_left_on_the_host()
    {
        (await Docker("create --name traces busybox true")).Ok();
        var before = (await Engine.Shell($"grep -c {Engine.DataRoot} /proc/self/mountinfo")).Out;
        (await Engine.Shell("echo x > x && docker cp -q x traces:/x && docker cp -q traces:/x y && docker export traces > /dev/null && cat y")).Prints("x\n");
        Assert.Equal(before, (await Engine.Shell($"grep -c {Engine.DataRoot} /proc/self/mountinfo")).Out);
        (await Docker("start -a traces")).Ok();
        (await Docker("rm traces")).Ok();
    }

    [Fact]
    public async Task A_path_inside_a_volume_is_copied_as_the_container_would_see_it()
    {
        (await Docker("run --rm -v parts:/v busybox sh -c 'mkdir /v/sub; echo part > /v/sub/file'")).Ok();
        (await Docker("create --name stopped --mount type=volume,src=parts,dst=/w,volume-subpath=sub busybox")).Ok();
        (await Docker("cp stopped:/w/file part")).Ok();
        Assert.Equal("part\n", await File.ReadAllTextAsync(Engine.Work + "/part"));
        (await Docker("cp part stopped:/w/again")).Ok();
        (await Docker("run --rm -v parts:/v busybox ls /v /v/sub")).Prints("/v:\nsub\n\n/v/sub:\nagain\nfile\n");
        (await Docker("rm stopped")).Ok();
        (await Docker("volume rm parts")).Ok();
    }
}
