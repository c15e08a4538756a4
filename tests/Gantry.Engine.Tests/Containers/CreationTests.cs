using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Containers.Specs;
using Gantry.Linux.Processes;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Engine.Tests.Containers;

public sealed class CreationTests
{
    [Fact]
    public void The_images_command_gives_way_to_the_users_and_its_environment_fills_the_gaps()
    {
        var image = new ExecutionConfig { Cmd = ["image"], Entrypoint = ["entry"], Env = ["A=1", "B=2"], User = "u", WorkingDir = "/w" };
        var merged = ImageDefaults.Complete(new ContainerConfig { Cmd = ["mine"], Env = ["B=3"] }, image);
        Assert.Equal(["mine"], merged.Cmd!);
        Assert.Equal(["entry"], merged.Entrypoint!);
        Assert.Equal(["B=3", "A=1"], merged.Env!);
        Assert.Equal("u", merged.User);
        Assert.Equal("/w", merged.WorkingDir);
    }

    [Fact]
    public void A_users_entry_point_keeps_the_images_command_away()
    {
        var merged = ImageDefaults.Complete(new ContainerConfig { Entrypoint = ["mine"] }, new ExecutionConfig { Cmd = ["image"] });
        Assert.Null(merged.Cmd);
        Assert.Equal(["mine"], merged.Entrypoint!);
    }

    [Fact]
    public void Nothing_to_run_is_refused() =>
        Assert.Equal("no command specified", Assert.Throws<GantryException>(() => ImageDefaults.Complete(new ContainerConfig(), new ExecutionConfig())).Message);

    [Theory]
    [InlineData("relative:x", "invalid volume specification: 'relative:x': invalid mount config for type \"volume\": invalid mount path: 'x' mount path must be absolute")]
    [InlineData("/a:/", "invalid volume specification: '/a:/': invalid mount config for type \"bind\": invalid specification: destination can't be '/'")]
    [InlineData("/a:/b:huh", "invalid mode: huh")]
    [InlineData("bad name:/x", "create bad name: \"bad name\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path")]
    [InlineData("/tmp:/x:shared,slave", "invalid mode: shared,slave")]
    [InlineData("/tmp:/x:z,Z", "invalid mode: z,Z")]
    [InlineData("/tmp:/x:cached,delegated", "invalid mode: cached,delegated")]
    [InlineData("/tmp:/x:ro,", "invalid mode: ro,")]
    [InlineData("vol:/x:nocopy,nocopy", "invalid mode: nocopy,nocopy")]
    [InlineData("/foo:rw", "invalid volume specification: '/foo:rw'")]
    [InlineData(":/x", "invalid volume specification: ':/x'")]
    [InlineData("/tmp:/x:nocopy", "invalid volume specification: '/tmp:/x:nocopy': invalid mount config for type \"bind\": field VolumeOptions must not be specified")]
    [InlineData("vol:/x:shared", "invalid volume specification: 'vol:/x:shared': invalid mount config for type \"volume\": field BindOptions must not be specified")]
    [InlineData("/:/x:rprivate", "invalid mount config: must use either propagation mode \"rslave\" or \"rshared\" when mount source is within the daemon root, daemon root: \"/root-of-data\", bind mount source: \"/\", propagation: \"rprivate\"")]
    public void A_wrong_bind_is_refused_with_the_reason(string bind, string message)
    {
        var failure = Assert.Throws<GantryException>(() => MountParser.Parse(new ContainerConfig(), new HostConfig { Binds = [bind] }, [], "/root-of-data"));
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
        Assert.Equal(message, failure.Message);
    }

    [Theory]
    [InlineData("/:/x", "rslave")]
    [InlineData("/root-of-data/volumes:/x", "rslave")]
    [InlineData("/root-of:/x", "rprivate")]
    [InlineData("/tmp:/x", "rprivate")]
    [InlineData("/tmp:/x:slave", "slave")]
    public void What_shows_the_engines_own_directory_follows_the_host(string bind, string propagation) =>
        Assert.Equal(propagation, Assert.Single(MountParser.Parse(new ContainerConfig(), new HostConfig { Binds = [bind] }, [], "/root-of-data")).Propagation);

    [Theory]
    [InlineData("x", "x")]
    [InlineData("a:/x", "a:/x")]
    [InlineData("/a/../b/", "/b")]
    [InlineData("/", "/")]
    public void A_volume_of_the_image_lies_where_it_is_written(string volume, string target) =>
        Assert.Equal(target, Assert.Single(MountParser.Parse(new ContainerConfig { Volumes = new() { [volume] = new() } }, new HostConfig(), [], "/root-of-data")).Destination);

    [Theory]
    [InlineData("net.ipv4.ip_forward", "sysctl \"net.ipv4.ip_forward\" not allowed in host network namespace")]
    [InlineData("kernel.msgmax", "sysctl \"kernel.msgmax\" is not allowed in the hosts ipc namespace")]
    [InlineData("fs.mqueue.msg_max", "sysctl \"fs.mqueue.msg_max\" is not allowed in the hosts ipc namespace")]
    [InlineData("kernel.panic", "sysctl \"kernel.panic\" is not in a separate kernel namespace")]
    public void A_kernel_parameter_of_the_hosts_is_refused(string name, string message)
    {
        var host = new HostConfig { NetworkMode = "host", IpcMode = "host", Sysctls = new() { [name] = "1" } };
        var facts = new LaunchFacts { RootDirectory = "/r", CgroupPath = "/c", User = new Oci.Runtime.User(), Home = "/" };
        Assert.Equal("failed to create task for container: " + message, Assert.Throws<GantryException>(() => NamespacesSpec.Sysctls(host, facts)).Message);
    }

    [Fact]
    public void Two_mounts_on_one_path_are_refused() =>
        Assert.Equal("Duplicate mount point: /b", Assert.Throws<GantryException>(() => MountParser.Parse(new ContainerConfig(), new HostConfig { Binds = ["/a:/b", "/c:/b"] }, [], "/root-of-data")).Message);

    [Theory]
    [InlineData("KILL", 9)]
    [InlineData("SIGTERM", 15)]
    [InlineData("sigusr1", 10)]
    [InlineData("RTMIN+3", 37)]
    [InlineData("2", 2)]
    public void Signals_have_names_and_numbers(string text, int number) => Assert.Equal(number, SignalNames.Parse(text));

    [Theory]
    [InlineData("FOO")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("")]
    public void What_is_no_signal_is_refused(string text) =>
        Assert.Equal($"invalid signal: {text}", Assert.Throws<GantryException>(() => SignalNames.Parse(text)).Message);

    [Fact]
    public void An_entry_without_a_value_takes_a_name_out_of_the_environment()
    {
        var environment = new List<string> { "A=1", "AB=2" };
        ProcessSpec.Merge(environment, ["A", "AB=3", "C=4"]);
        Assert.Equal(["AB=3", "C=4"], environment);
    }

    [Fact]
    public void Low_memory_is_refused_as_docker_does() =>
        Assert.Equal("Minimum memory limit allowed is 6MB", Assert.Throws<GantryException>(() => HostChecks.Check(new HostConfig { Memory = 1 << 20, LogConfig = new LogConfig { Type = "json-file" } }, 2)).Message);
}
