using System.Diagnostics;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Security;

/// <summary>An engine whose containers have ids of their own; the user that lends them is taken away again if the engine made it.</summary>
public sealed class RemappingFixture() : EngineFixture(["--userns-remap", "default"]), IAsyncLifetime
{
    private readonly bool _wasThere = Named("passwd");

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        if (!_wasThere) Process.Start("userdel", "dockremap").WaitForExit();
    }

    /// <summary>The first id of the host that containers have.</summary>
    public static uint First(string file) => uint.Parse(File.ReadLines("/etc/" + file).Single(l => l.StartsWith("dockremap:", StringComparison.Ordinal)).Split(':')[1]);

    private static bool Named(string file) => File.ReadLines("/etc/" + file).Any(l => l.StartsWith("dockremap:", StringComparison.Ordinal));
}

/// <summary>Containers in user namespaces: root inside, nobody outside.</summary>
public sealed class UserNamespaceTests(RemappingFixture fixture) : EngineTests(fixture), IClassFixture<RemappingFixture>
{
    private static readonly uint First = RemappingFixture.First("subuid");

    [Fact]
    public async Task Root_is_nobody_on_the_host()
    {
        (await Busybox("", "id -u; cat /proc/self/uid_map /proc/self/gid_map | tr -s ' '")).Prints($"0\n 0 {First} 65536\n 0 {RemappingFixture.First("subgid")} 65536\n");
        await Idle("one");
        var pid = (await Docker("inspect -f {{.State.Pid}} one")).Line;
        Assert.Equal($"{First}", File.ReadLines($"/proc/{pid}/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);
        Assert.Contains("name=userns", (await Docker("info -f {{.SecurityOptions}}")).Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_and_what_is_written_belong_to_its_own_users() =>
        (await Busybox("", "stat -c '%u %n' / /bin /etc/hosts /etc/hostname /etc/resolv.conf /dev/pts /dev/shm; touch /f; chown 33:34 /f; echo x >> /etc/hosts; stat -c %u:%g /f"))
            .Prints("0 /\n0 /bin\n0 /etc/hosts\n0 /etc/hostname\n0 /etc/resolv.conf\n0 /dev/pts\n0 /dev/shm\n33:34\n");

    [Fact]
    public async Task What_belongs_to_the_hosts_root_cannot_be_written()
    {
        var secret = Path.Combine(Engine.Work, "secret");
        await File.WriteAllTextAsync(secret, "old");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Busybox($"-v {secret}:/secret", "stat -c %u /secret; cat /secret 2>&1; echo new > /secret")).Is(1, "65534\ncat: can't open '/secret': Permission denied\n", "sh: can't create /secret: Permission denied\n");
        Assert.Equal("old", await File.ReadAllTextAsync(secret));
    }

    [Fact]
    public async Task Streams_can_be_opened_again_by_name()
    {
        (await Busybox("", "echo out > /dev/stdout; echo err > /dev/stderr")).Is(0, "out\n", "err\n");
        (await Busybox("-u 33", "id -u; echo out > /proc/self/fd/1")).Prints("33\nout\n");
        await Idle("one");
        (await Docker("exec", "-u", "33", "one", "sh", "-c", "echo in > /proc/self/fd/1; id -u")).Prints("in\n33\n");
        (await Engine.Shell("echo data | docker exec -i one sh -c 'cat /proc/self/fd/0'")).Prints("data\n");
        (await Engine.Shell("stat -c %u /dev/null")).Prints("0\n");
    }

    [Fact]
    public async Task Limits_and_kernel_parameters_are_set()
    {
        (await Busybox("--ulimit nofile=500:600 --oom-score-adj 100", "ulimit -Sn; ulimit -Hn; cat /proc/self/oom_score_adj")).Prints("500\n600\n100\n");
        (await Busybox("--sysctl net.ipv4.ip_forward=0 --sysctl kernel.msgmax=9000", "cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax")).Prints("0\n9000\n");
        (await Busybox("--memory 50m", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max")).Prints("52428800\n");
    }

    [Fact]
    public async Task Volumes_have_the_ids_of_the_image()
    {
        (await Busybox("-v kept:/data", "stat -c %u /data; touch /data/x; chown 7:8 /data/x")).Prints("0\n");
        (await Busybox("-v kept:/data", "stat -c %u:%g /data/x")).Prints("7:8\n");
        (await Busybox("--userns host -v kept:/data", "stat -c %u:%g /data/x")).Prints("7:8\n");
        (await Busybox("--mount type=tmpfs,target=/t --read-only", "stat -c %u /t; touch /t/x")).Prints("0\n");
        (await Docker("volume rm kept")).Ok();
    }

    [Fact]
    public async Task Files_go_in_and_out_with_their_ids()
    {
        await Idle("one");
        (await Docker("exec", "one", "sh", "-c", "echo 1 > /a; chown 5:6 /a")).Ok();
        (await Engine.Shell("docker cp one:/a - | tar tvn -f - --numeric-owner | cut -d' ' -f2")).Prints("5/6\n");
        var file = Path.Combine(Engine.Work, "b");
        await File.WriteAllTextAsync(file, "2");
        (await Docker($"cp {file} one:/b")).Ok();
        (await Docker("exec one stat -c %u:%g /a /b")).Prints("5:6\n0:0\n");
        (await Engine.Shell("docker export one | tar tvf - --numeric-owner a b | cut -d' ' -f2")).Prints("5/6\n0/0\n");
        (await Docker("diff one")).Prints("A /a\nA /b\n");
        (await Docker("commit one made")).Ok();
        (await Docker("run --rm made stat -c %u:%g /a /b")).Prints("5:6\n0:0\n");
        (await Docker("rmi made")).Ok();
    }

    [Fact]
    public async Task Containers_that_share_a_network_share_the_user_namespace()
    {
        await Idle("one");
        var users = (await Docker("exec one readlink /proc/self/ns/user")).Line;
        (await Busybox("--network container:one", "readlink /proc/self/ns/user; ls -d /sys/class/net/eth0")).Prints($"{users}\n/sys/class/net/eth0\n");
        (await Busybox("--pid container:one", "readlink /proc/self/ns/user; ip link show dev eth0 | grep -c UP")).Prints($"{users}\n1\n");
        Assert.NotEqual(users, (await Busybox("", "readlink /proc/self/ns/user")).Line);
    }

    [Fact]
    public async Task A_mounted_image_belongs_to_its_own_users()
    {
        (await Engine.Shell("printf 'FROM busybox\\nRUN mkdir /d && echo x > /d/f && chown 33:34 /d/f && chmod 600 /d/f\\n' | DOCKER_BUILDKIT=0 docker build -q -t owned -")).Ok();
        Assert.Equal("0:0\n33:34\n", (await Busybox("--mount type=image,src=owned,dst=/im", "stat -c %u:%g /im/d /im/d/f")).Out);
        Assert.Equal("x\n", (await Busybox("-u 33 --mount type=image,src=owned,dst=/im,image-subpath=d", "cat /im/f")).Out);
        if (!EngineBinary.IsReference) Assert.Equal("33:34\n", (await Busybox("--userns host --mount type=image,src=owned,dst=/im", "stat -c %u:%g /im/d/f")).Out);
        (await Docker("rmi owned")).Ok();
    }

    [Fact]
    public async Task A_terminal_belongs_to_the_user()
    {
        (await Docker("run", "--rm", "-t", "busybox", "sh", "-c", "tty; stat -c %u:%g /dev/pts/0; echo x > /dev/tty")).Prints("/dev/pts/0\r\n0:5\r\nx\r\n");
        (await Docker("run", "--rm", "-t", "-u", "33", "busybox", "sh", "-c", "stat -c %u /dev/pts/0; echo x > /dev/pts/0")).Prints("33\r\nx\r\n");
    }

    [Fact]
    public async Task The_hosts_user_namespace_can_be_asked_for()
    {
        (await Busybox("--userns host", "cat /proc/self/uid_map | tr -s ' '")).Prints(" 0 0 4294967295\n");
        (await Busybox("--userns host --privileged --network host --pid host", "id -u")).Prints("0\n");
    }

    [Theory]
    [InlineData("--privileged", "privileged mode is incompatible with user namespaces.  You must run the container in the host namespace when running privileged mode")]
    [InlineData("--network host", "cannot share the host's network namespace when user namespaces are enabled")]
    [InlineData("--pid host", "cannot share the host PID namespace when user namespaces are enabled")]
    public async Task What_needs_the_hosts_rights_is_refused(string flags, string message) =>
        (await Busybox(flags, "true")).Fails(125, "docker: Error response from daemon: " + message);

    [Fact]
    public async Task The_network_works_and_is_the_containers_to_change()
    {
        await Background("--name web -p 18571:80 --cap-add NET_ADMIN busybox sh -c 'echo hello > /index.html; ip link set lo mtu 1400; httpd -f -p 80 -h /'");
        (await Engine.Shell("for i in $(seq 50); do wget -qO- http://127.0.0.1:18571/ 2>/dev/null && break; sleep 0.1; done")).Prints("hello\n");
        (await Docker("exec web cat /sys/class/net/lo/mtu")).Prints("1400\n");
    }

    [Fact]
    public async Task A_dockerfile_builds()
    {
        (await Engine.Shell("printf 'FROM busybox\\nRUN touch /f && chown 33:34 /f && cat /proc/self/uid_map\\nRUN stat -c %%u:%%g /f > /g\\n' | DOCKER_BUILDKIT=0 docker build -q -t built -")).Ok();
        (await Docker("run --rm built cat /g")).Prints("33:34\n");
        (await Docker("rmi built")).Ok();
    }
}
