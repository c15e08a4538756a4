using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Errors;

/// <summary>What a user reads when something is wrong, and that nothing is left of it.</summary>
public sealed class RefusalTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Theory]
    [InlineData("start", "Error response from daemon: No such container: none-such\nError: failed to start containers: none-such\n")]
    [InlineData("stop", "Error response from daemon: No such container: none-such\n")]
    [InlineData("kill", "Error response from daemon: cannot kill container: none-such: No such container: none-such\n")]
    [InlineData("restart", "Error response from daemon: No such container: none-such\n")]
    [InlineData("rm", "Error response from daemon: No such container: none-such\n")]
    [InlineData("logs", "Error response from daemon: No such container: none-such\n")]
    [InlineData("top", "Error response from daemon: No such container: none-such\n")]
    [InlineData("attach", "Error response from daemon: No such container: none-such\n")]
    [InlineData("wait", "Error response from daemon: No such container: none-such\n")]
    [InlineData("port", "Error response from daemon: No such container: none-such\n")]
    [InlineData("export", "Error response from daemon: No such container: none-such\n")]
    [InlineData("history", "Error response from daemon: No such image: none-such:latest\n")]
    [InlineData("rmi", "Error response from daemon: No such image: none-such:latest\n")]
    public async Task What_is_not_there_is_named(string verb, string error) => (await Docker($"{verb} none-such")).Is(1, "", error);

    [Fact]
    public async Task Commands_with_two_words_name_what_is_not_there()
    {
        (await Docker("exec none-such true")).Is(1, "", "Error response from daemon: No such container: none-such\n");
        (await Docker("rename none-such x")).Is(1, "", "Error response from daemon: No such container: none-such\nError: failed to rename container named none-such\n");
        (await Docker("inspect none-such")).Is(1, "[]\n", "Error: No such object: none-such\n");
        (await Docker("image inspect none-such")).Is(1, "[]\n", "Error response from daemon: No such image: none-such:latest\n");
    }

    [Theory]
    [InlineData("--cap-add NOT_A_CAP", "invalid CapAdd: unknown capability: \"CAP_NOT_A_CAP\"")]
    [InlineData("--cap-drop NOT_A_CAP", "invalid CapDrop: unknown capability: \"CAP_NOT_A_CAP\"")]
    [InlineData("--security-opt bogus=1", "invalid --security-opt 2: \"bogus=1\"")]
    [InlineData("-u nosuchuser", "unable to find user nosuchuser: no matching entries in passwd file")]
    [InlineData("-u nobody:nosuchgroup", "unable to find group nosuchgroup: no matching entries in group file")]
    [InlineData("-u 4294967296", "uids and gids must be in range 0-2147483647")]
    [InlineData("-w relative", "the working directory 'relative' is invalid, it needs to be an absolute path")]
    [InlineData("-v relative/path:/x", "create relative/path: \"relative/path\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path")]
    [InlineData("-v /x:relative", "invalid volume specification: '/x:relative': invalid mount config for type \"bind\": invalid mount path: 'relative' mount path must be absolute")]
    [InlineData("-v /tmp:/x:bogus", "invalid mode: bogus")]
    [InlineData("-v /tmp:/x:shared,slave", "invalid mode: shared,slave")]
    [InlineData("-v /tmp:/x:nocopy", "invalid volume specification: '/tmp:/x:nocopy': invalid mount config for type \"bind\": field VolumeOptions must not be specified")]
    [InlineData("-v vol:/x:shared", "invalid volume specification: 'vol:/x:shared': invalid mount config for type \"volume\": field BindOptions must not be specified")]
    [InlineData("-v /foo:rw", "invalid volume specification: '/foo:rw'")]
    [InlineData("--mount type=bind,src=/tmp,dst=/x,bind-propagation=bogus", "invalid mount config for type \"bind\": invalid propagation mode: bogus")]
    [InlineData("--mount type=volume,dst=/x,readonly", "invalid mount config for type \"volume\": must not set ReadOnly mode when using anonymous volumes")]
    [InlineData("--network host --sysctl net.ipv4.ip_forward=1", "sysctl \"net.ipv4.ip_forward\" not allowed in host network namespace")]
    [InlineData("--ipc host --sysctl kernel.msgmax=1000", "sysctl \"kernel.msgmax\" is not allowed in the hosts ipc namespace")]
    [InlineData("--sysctl kernel.msgmax=abc", "failed to write sysctl kernel.msgmax = \"abc\": write fsmount:fscontext:proc/./sys/kernel/msgmax: invalid argument")]
    [InlineData("--security-opt writable-cgroups=bogus", "invalid --security-opt 2: \"writable-cgroups=bogus\"")]
    [InlineData("--tmpfs /x:size=abc", "error mounting \"tmpfs\" to rootfs at \"/x\": mount src=tmpfs, dst=/x, dstFd=/proc/thread-self/fd/11, flags=MS_NOSUID|MS_NODEV|MS_NOEXEC, data=size=abc: invalid argument")]
    [InlineData("--link none:x", "could not get container for none: No such container: none")]
    [InlineData("--device vendor.com/class=none", "CDI device injection failed: unresolvable CDI devices vendor.com/class=none")]
    [InlineData("--gpus all", "could not select device driver \"\" with capabilities: [[gpu]]")]
    [InlineData("--ipc container:", "failed to join IPC namespace: invalid name or ID supplied: \"\"")]
    [InlineData("-v /tmp:/x -v /var:/x", "Duplicate mount point: /x")]
    [InlineData("--mount type=bogus,dst=/x", "invalid mount config for type \"bogus\": mount type unknown")]
    [InlineData("--mount type=tmpfs,dst=/x,src=/y", "invalid mount config for type \"tmpfs\": field Source must not be specified")]
    [InlineData("--network none-such", "failed to set up container networking: network none-such not found")]
    [InlineData("--name x", "Invalid container name (x), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")]
    [InlineData("--stop-signal NOPE", "invalid signal: NOPE")]
    [InlineData("--log-driver nope", "error looking up logging plugin nope: plugin \"nope\" not found")]
    [InlineData("--log-opt bogus=1", "unknown log opt 'bogus' for json-file log driver")]
    [InlineData("--runtime nope", "unknown or invalid runtime name: nope")]
    [InlineData("--isolation hyperv", "invalid isolation (hyperv): linux only supports 'default'")]
    [InlineData("--platform linux/arm64 --pull never", "image with reference busybox was found but its platform (linux/amd64) does not match the specified platform (linux/arm64)")]
    public async Task A_value_the_engine_refuses_gives_125_and_leaves_nothing(string flags, string message)
    {
        (await Docker($"run --rm {flags} busybox true")).Fails(125, "docker: Error response from daemon: " + message);
        (await Docker("ps -aq")).Prints("");
    }

    [Theory]
    [InlineData("--cpus abc", "invalid argument \"abc\" for \"--cpus\" flag: failed to parse abc as a rational number")]
    [InlineData("--memory 1q", "invalid argument \"1q\" for \"-m, --memory\" flag: invalid suffix: 'q'")]
    [InlineData("-p abc", "docker: invalid containerPort: abc")]
    [InlineData("-p 80:99999", "docker: invalid containerPort: 99999")]
    [InlineData("--ulimit foo=1", "invalid argument \"foo=1\" for \"--ulimit\" flag: invalid ulimit type: foo")]
    [InlineData("--env-file /none", "docker: open /none: no such file or directory")]
    public async Task A_value_the_client_refuses_gives_125(string flags, string message) => (await Docker($"run --rm {flags} busybox true")).Fails(125, message);

    [Theory]
    [InlineData("Bad//Image", "docker: invalid reference format: repository name (/Image) must be lowercase")]
    [InlineData("BusyBox", "docker: invalid reference format: repository name (library/BusyBox) must be lowercase")]
    public async Task A_name_that_cannot_be_one_is_refused(string image, string message) => (await Docker("run", "--rm", image, "true")).Fails(125, message);

    [Fact]
    public async Task A_file_mounted_over_a_directory_is_explained()
    {
        (await Docker("run", "--name", "mismatch", "-v", "/etc/passwd:/etc", "busybox", "true")).Fails(125, "docker: Error response from daemon: error mounting \"/etc/passwd\" to rootfs at \"/etc\": mount src=/etc/passwd, dst=/etc, dstFd=/proc/thread-self/fd/14, flags=MS_BIND|MS_REC: not a directory: "
            + "Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type");
        (await Docker("inspect -f {{.State.ExitCode}} mismatch")).Prints("127\n");
        (await Docker("rm mismatch")).Ok();
    }

    [Fact]
    public async Task A_missing_image_that_may_not_be_pulled_gives_125() =>
        (await Docker("run --rm --pull never none-such true")).Fails(125, "docker: Error response from daemon: No such image: none-such:latest");

    [Fact]
    public async Task A_missing_image_is_looked_for_and_the_failure_gives_125()
    {
        var run = await Docker("run --rm 127.0.0.1:1/none/such true");
        Assert.Equal(125, run.Exit);
        Assert.StartsWith("Unable to find image '127.0.0.1:1/none/such:latest' locally\ndocker: Error response from daemon: ", run.Err, StringComparison.Ordinal);
    }
}
