using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Security;

public sealed class ConfinementTests(EngineFixture fixture) : EngineTests(fixture)
{
    private Task<Outcome> Status(string flags, string fields) => Busybox(flags, $"grep -E '^({fields}):' /proc/self/status | tr -s '\\n\\t' ' '");

    [Theory]
    [InlineData("", "CapInh: 0000000000000000 CapPrm: 00000000a80425fb CapEff: 00000000a80425fb CapBnd: 00000000a80425fb CapAmb: 0000000000000000 ")]
    [InlineData("-u 1000", "CapInh: 0000000000000000 CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 00000000a80425fb CapAmb: 0000000000000000 ")]
    [InlineData("--cap-drop ALL", "CapInh: 0000000000000000 CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000 CapAmb: 0000000000000000 ")]
    [InlineData("--cap-drop ALL --cap-add NET_BIND_SERVICE", "CapInh: 0000000000000000 CapPrm: 0000000000000400 CapEff: 0000000000000400 CapBnd: 0000000000000400 CapAmb: 0000000000000000 ")]
    [InlineData("--cap-drop CHOWN --cap-add cap_net_admin", "CapInh: 0000000000000000 CapPrm: 00000000a80435fa CapEff: 00000000a80435fa CapBnd: 00000000a80435fa CapAmb: 0000000000000000 ")]
    public async Task Capabilities_are_dockers(string flags, string sets) => (await Status(flags, "Cap...")).Prints(sets);

    [Theory]
    [InlineData("", "NoNewPrivs: 0 Seccomp: 2 ")]
    [InlineData("--security-opt no-new-privileges", "NoNewPrivs: 1 Seccomp: 2 ")]
    [InlineData("--security-opt no-new-privileges=false", "NoNewPrivs: 0 Seccomp: 2 ")]
    [InlineData("--security-opt seccomp=unconfined", "NoNewPrivs: 0 Seccomp: 0 ")]
    [InlineData("--privileged", "NoNewPrivs: 0 Seccomp: 0 ")]
    public async Task Filters_and_privileges_are_as_asked(string flags, string shown) => (await Status(flags, "NoNewPrivs|Seccomp")).Prints(shown);

    [Fact]
    public async Task A_privileged_container_has_every_capability_the_host_gives() =>
        (await Status("--privileged", "CapEff|CapBnd")).Prints($"CapEff: {await HostCapabilities()} CapBnd: {await HostCapabilities()} ");

    [Theory]
    [InlineData("unshare -m true", "unshare: unshare(0x20000): Operation not permitted\n")]
    [InlineData("unshare -U true", "unshare: unshare(0x10000000): Operation not permitted\n")]
    [InlineData("mount -t tmpfs x /tmp", "mount: permission denied (are you root?)\n")]
    [InlineData("umount /proc/sys", "umount: can't unmount /proc/sys: Operation not permitted\n")]
    [InlineData("date -s 2020-01-01 > /dev/null", "date: can't set date: Operation not permitted\n")]
    [InlineData("hostname other", "hostname: sethostname: Operation not permitted\n")]
    [InlineData("reboot -f", "reboot: (null): Operation not permitted\n")]
    [InlineData("ip link add x type bridge", "ip: RTNETLINK answers: Operation not permitted\n")]
    [InlineData("dmesg > /dev/null", "dmesg: klogctl: Operation not permitted\n")]
    public async Task What_would_reach_the_host_is_refused(string command, string error)
    {
        var run = await Busybox("", command);
        Assert.Equal(error, run.Err);
    }

    [Fact]
    public async Task With_the_capability_the_filter_lets_the_call_through()
    {
        (await Busybox("--cap-add SYS_ADMIN", "unshare -m mount -t tmpfs x /tmp && hostname other && hostname")).Prints("other\n");
        (await Busybox("--cap-add NET_ADMIN", "ip link add x type veth && ip -o link show x | wc -l")).Prints("1\n");
    }

    [Fact]
    public async Task A_profile_of_ones_own_decides()
    {
        await File.WriteAllTextAsync(Engine.Work + "/profile.json", """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":122}]}""");
        (await Busybox($"--security-opt seccomp={Engine.Work}/profile.json", "mkdir /x")).Is(1, "", "mkdir: can't create directory '/x': Disk quota exceeded\n");
    }

    [Fact]
    public async Task Paths_that_tell_of_the_host_are_masked_and_settings_are_read_only()
    {
        (await Busybox("", "ls /sys/firmware /proc/acpi; wc -c < /proc/keys; wc -c < /proc/timer_list; wc -c < /proc/interrupts")).Prints("/proc/acpi:\n\n/sys/firmware:\n0\n0\n0\n");
        (await Busybox("", "for p in bus fs irq sys; do grep -c \" /proc/$p proc ro,\" /proc/mounts; done; grep -c ' /sys sysfs ro,' /proc/mounts")).Prints("1\n1\n1\n1\n1\n");
        (await Busybox("", "echo 1 > /proc/sys/kernel/hostname")).Is(1, "", "sh: can't create /proc/sys/kernel/hostname: Read-only file system\n");
        (await Busybox("--security-opt systempaths=unconfined", "wc -c < /proc/keys | grep -v '^0$' | wc -l; grep -c ' /proc/sys ' /proc/mounts")).Is(1, "1\n0\n");
        (await Busybox("--privileged", "grep -c -E ' (/proc/sys|/proc/keys|/sys/firmware) ' /proc/mounts; grep -c ' /sys sysfs rw,' /proc/mounts")).Prints("0\n1\n");
    }

    /// <summary>CVE-2019-5736: a shim becomes a container's first process by cloning itself, so for a moment our executable is seen from in there. What
    /// runs cannot be opened for writing anyway; changing its mode asks the mount alone.</summary>
    [Fact]
    public async Task What_a_shim_runs_from_can_be_written_by_nobody()
    {
        await Idle("sealed");
        var pid = (await Docker("inspect -f {{.State.Pid}} sealed")).Line;
        var shim = (await File.ReadAllTextAsync($"/proc/{pid}/stat")).Split(' ')[3];
        (await Busybox("--privileged --pid host", $"chmod a-x /proc/{shim}/exe")).Is(1, "", $"chmod: /proc/{shim}/exe: Operation not permitted\n");
        (await Busybox("--privileged --pid host", $": >> /proc/{shim}/exe")).Is(1, "", $"sh: can't create /proc/{shim}/exe: Text file busy\n");
    }

    [Fact]
    public async Task Namespaces_are_the_containers_own_or_as_asked()
    {
        const string script = "for n in mnt pid uts ipc net cgroup; do echo $n $(readlink /proc/self/ns/$n | tr -dc 0-9); done";
        var own = (await Busybox("", script)).Ok().Lines;
        var host = (await Engine.Shell(script)).Ok().Lines;
        // With cgroup v1 Docker's default is the host's cgroup namespace.
        var shared = Directory.Exists("/sys/fs/cgroup/memory") ? 1 : 0;
        Assert.Equal(shared, own.Intersect(host).Count());
        var asked = (await Busybox("--pid host --uts host --ipc host --network host --cgroupns host", script)).Ok().Lines;
        Assert.Equal(["mnt"], asked.Except(host).Select(l => l.Split(' ')[0]));
        Assert.DoesNotContain(host[5], (await Busybox("--cgroupns private", script)).Ok().Lines);
    }

    [Fact]
    public async Task Namespaces_of_another_container_are_joined()
    {
        await Idle("first", "--ipc shareable");
        const string script = "for n in pid ipc net; do readlink /proc/self/ns/$n; done";
        var theirs = (await Docker("exec", "first", "sh", "-c", script)).Ok().Out;
        (await Busybox("--pid container:first --ipc container:first --network container:first", script)).Prints(theirs);
        (await Busybox("--pid container:none-such", "true")).Fails(125, "docker: Error response from daemon: No such container: none-such");
    }

    [Fact]
    public async Task The_device_folder_holds_dockers_entries()
    {
        (await Busybox("", "cd /dev; stat -c '%n %A %t:%T' *; readlink fd stdin stdout stderr ptmx 2>/dev/null; for l in fd stdin ptmx; do readlink $l; done")).Prints("""
            fd lrwxrwxrwx 0:0
            full crw-rw-rw- 1:7
            mqueue drwxrwxrwt 0:0
            null crw-rw-rw- 1:3
            ptmx lrwxrwxrwx 0:0
            pts drwxr-xr-x 0:0
            random crw-rw-rw- 1:8
            shm drwxrwxrwt 0:0
            stderr lrwxrwxrwx 0:0
            stdin lrwxrwxrwx 0:0
            stdout lrwxrwxrwx 0:0
            tty crw-rw-rw- 5:0
            urandom crw-rw-rw- 1:9
            zero crw-rw-rw- 1:5
            /proc/self/fd
            /proc/self/fd/0
            pts/ptmx

            """);
        (await Busybox("", "echo x > /dev/null; head -c 3 /dev/zero | od -An -tx1; head -c 8 /dev/urandom | wc -c; echo x > /dev/full")).Is(1, " 00 00 00\n8\n", "sh: write error: No space left on device\n");
    }

    [Fact]
    public async Task Devices_are_given_with_their_permissions()
    {
        (await Busybox("--device /dev/kmsg:/dev/given:r", "stat -c '%t:%T' /dev/given; echo x > /dev/given")).Is(1, "1:b\n", "sh: can't create /dev/given: Operation not permitted\n");
        (await Busybox("", "mknod /tmp/kmsg c 1 11 && cat /tmp/kmsg")).Is(1, "", "cat: can't open '/tmp/kmsg': Operation not permitted\n");
        (await Docker("run --rm --device /dev/nosuch busybox true")).Fails(127, "docker: Error response from daemon: error gathering device information while adding custom device \"/dev/nosuch\": no such file or directory");
        (await Busybox("--privileged", "mknod /tmp/kmsg c 1 11 && dd if=/tmp/kmsg of=/dev/null bs=8192 count=1 2>/dev/null && echo read")).Prints("read\n");
    }

    [Fact]
    public async Task The_process_tree_hides_the_host()
    {
        (await Busybox("", "ps -o pid | tail -n +2 | tr -d ' ' | tr '\\n' ' '; ls -d /proc/[0-9]* | wc -l")).Ok();
        var pids = (await Docker("run --rm busybox ps -o pid,comm")).Ok().Lines;
        Assert.Equal(["PID   COMMAND", "    1 ps"], pids);
    }

    [Fact]
    public async Task No_descriptor_of_the_engine_is_inherited()
    {
        (await Docker("run --rm busybox ls -l /proc/self/fd")).Ok();
        (await Docker("run --rm busybox sh -c 'ls /proc/1/fd; true'")).Prints("0\n1\n2\n");
        await Idle("held");
        (await Docker("exec held sh -c 'ls /proc/$$/fd; true'")).Prints("0\n1\n2\n");
    }

    private async Task<string> HostCapabilities() => (await Engine.Shell("grep CapBnd /proc/self/status | cut -f2")).Line;
}
