using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;

namespace Gantry.Cli.Tests.Containers;

/// <summary>The values of flags; every fault is the docker command line's (28.2) own sentence.</summary>
public sealed class SpecTests
{
    [Theory]
    [InlineData("80", "80/tcp=:")]
    [InlineData("8080:80", "80/tcp=:8080")]
    [InlineData("127.0.0.1:8080:80/udp", "80/udp=127.0.0.1:8080")]
    [InlineData("127.0.0.1::80", "80/tcp=127.0.0.1:")]
    [InlineData("[::1]:8080:80", "80/tcp=::1:8080")]
    [InlineData("8080-8081:80-81", "80/tcp=:8080 81/tcp=:8081")]
    [InlineData("8080-8089:80", "80/tcp=:8080-8089")]
    [InlineData("target=80,published=8080,protocol=udp", "80/udp=:8080")]
    [InlineData("target=80", "80/tcp=:")]
    public void Published_ports_are_read(string spec, string expected) =>
        Assert.Equal(expected, string.Join(' ', PortSpecs.Publish([spec]).SelectMany(port => port.Value.Select(binding => $"{port.Key}={binding.HostIp}:{binding.HostPort}"))));

    [Theory]
    [InlineData("abc", "invalid containerPort: abc")]
    [InlineData("99999:80", "invalid hostPort: 99999")]
    [InlineData("80:99999", "invalid containerPort: 99999")]
    [InlineData("8080-8082:80-81", "invalid ranges specified for container and host Ports: 80-81 and 8080-8082")]
    [InlineData("8080:80/bogus", "invalid proto: bogus")]
    [InlineData("1.2.3.4.5:80:80", "invalid IP address: 1.2.3.4.5")]
    [InlineData("", "no port specified: <empty>")]
    [InlineData("target=x", "invalid containerPort: x")]
    public void A_port_that_is_none_is_refused(string spec, string fault) => Assert.Equal(fault, Assert.Throws<CliException>(() => PortSpecs.Publish([spec])).Message);

    [Fact]
    public void Mounts_are_read()
    {
        var mount = MountSpec.Parse("type=bind,source=/a,\"target=/b,c\",readonly,bind-propagation=rslave");
        Assert.Equal(("bind", "/a", "/b,c", true, "rslave"), (mount.Type, mount.Source, mount.Target, mount.ReadOnly, mount.BindOptions!.Propagation));
        var tmpfs = MountSpec.Parse("type=tmpfs,dst=/x,tmpfs-size=1m,tmpfs-mode=1770").TmpfsOptions!;
        Assert.Equal((1048576, 0x3F8u), (tmpfs.SizeBytes, tmpfs.Mode));
        Assert.Equal("volume", MountSpec.Parse("dst=/x").Type);
    }

    [Theory]
    [InlineData("", "EOF")]
    [InlineData("bogus", "invalid field 'bogus' must be a key=value pair")]
    [InlineData("type=bind,src=/tmp", "target is required")]
    [InlineData("type=,src=/tmp,dst=/x", "type is required")]
    [InlineData("type=bind,src=/tmp,dst=/x,bogus=1", "unexpected key 'bogus' in 'bogus=1'")]
    [InlineData("type=tmpfs,dst=/x,tmpfs-size=q", "invalid value for tmpfs-size: q")]
    [InlineData("type=tmpfs,dst=/x,tmpfs-mode=9", "invalid value for tmpfs-mode: 9")]
    [InlineData("type=bind,src=/tmp,dst=/x,volume-nocopy", "cannot mix 'volume-*' options with mount type 'bind'")]
    [InlineData("type=volume,dst=/x,bind-propagation=rprivate", "cannot mix 'bind-*' options with mount type 'volume'")]
    [InlineData("type=bind,src=/tmp,dst=/x,bind-recursive=readonly", "option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction")]
    [InlineData("type=bind,src=\"/tmp\",dst=/x", "parse error on line 1, column 15: bare \" in non-quoted-field")]
    public void A_mount_that_is_none_is_refused(string spec, string fault) => Assert.Equal(fault, Assert.Throws<FormatException>(() => MountSpec.Parse(spec)).Message);

    [Theory]
    [InlineData("nofile=100", 100, 100)]
    [InlineData("nofile=100:200", 100, 200)]
    [InlineData("core=-1", -1, -1)]
    public void Limits_are_read(string spec, long soft, long hard) => Assert.Equal(new Ulimit(spec.Split('=')[0], hard, soft), UlimitSpec.Parse(spec));

    [Theory]
    [InlineData("nofile", "invalid ulimit argument: nofile")]
    [InlineData("bogus=1", "invalid ulimit type: bogus")]
    [InlineData("nofile=x", "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("nofile=", "strconv.ParseInt: parsing \"\": invalid syntax")]
    [InlineData("nofile=1:2:3", "too many limit value arguments - 1:2:3, can only have up to two, `soft[:hard]`")]
    [InlineData("nofile=200:100", "ulimit soft limit must be less than or equal to hard limit: 200 > 100")]
    public void A_limit_that_is_none_is_refused(string spec, string fault) => Assert.Equal(fault, Assert.Throws<FormatException>(() => UlimitSpec.Parse(spec)).Message);

    [Fact]
    public void Volumes_are_told_apart_from_directories_inside()
    {
        var (binds, anonymous) = VolumeSpecs.Sort(["/tmp:/x:ro", "/data", "name:/y", "./here:/z"]);
        Assert.Equal(["/tmp:/x:ro", "name:/y", $"{Path.GetFullPath("./here")}:/z"], binds);
        Assert.Equal(["/data"], anonymous);
    }

    [Theory]
    [InlineData("A=1", "A=1")]
    [InlineData("A=", "A=")]
    [InlineData("GANTRY_TEST_UNSET", "GANTRY_TEST_UNSET")]
    public void Variables_are_read(string spec, string expected) => Assert.Equal(expected, EnvironmentSpecs.CheckVariable(spec));

    [Theory]
    [InlineData("")]
    [InlineData("=x")]
    public void A_variable_needs_a_name(string spec) =>
        Assert.Equal($"invalid environment variable: {spec}", Assert.Throws<FormatException>(() => EnvironmentSpecs.CheckVariable(spec)).Message);

    [Fact]
    public void Variables_of_files_come_before_those_of_flags()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "A=1\n# comment\n\n  B=two words\nGANTRY_TEST_UNSET\nC=\n");
        Assert.Equal(["A=1", "B=two words", "C=", "D=4"], EnvironmentSpecs.Variables([file], ["D=4"])!);
        File.WriteAllText(file, "bad key=1\n");
        Assert.Equal($"invalid env file ({file}): variable 'bad key' contains whitespaces", Assert.Throws<CliException>(() => EnvironmentSpecs.Variables([file], [])).Message);
        File.Delete(file);
        Assert.Equal($"open {file}: no such file or directory", Assert.Throws<CliException>(() => EnvironmentSpecs.Variables([file], [])).Message);
        Assert.Equal("invalid env file (/tmp): read /tmp: is a directory", Assert.Throws<CliException>(() => EnvironmentSpecs.Variables(["/tmp"], [])).Message);
    }

    [Theory]
    [InlineData("foo:1.2.3.4", "foo:1.2.3.4")]
    [InlineData("foo=::1", "foo:::1")]
    [InlineData("foo:[::1]", "foo:::1")]
    [InlineData("foo:host-gateway", "foo:host-gateway")]
    public void Lines_for_the_hosts_file_are_read(string spec, string expected) => Assert.Equal(expected, HostLine.Check(spec));

    [Theory]
    [InlineData("foo", "bad format for add-host: \"foo\"")]
    [InlineData("foo:bogus", "invalid IP address in add-host: \"bogus\"")]
    public void A_line_that_is_none_is_refused(string spec, string fault) => Assert.Equal(fault, Assert.Throws<FormatException>(() => HostLine.Check(spec)).Message);

    [Theory]
    [InlineData("bogus", "bogus is not an absolute path")]
    [InlineData("", "bad format for path: ")]
    [InlineData("/dev/null:/dev/foo:q", "bad mode specified: q")]
    public void A_device_that_is_none_is_refused(string spec, string fault) => Assert.Equal(fault, Assert.Throws<CliException>(() => DeviceSpecs.ParseMapping(spec)).Message);
}
