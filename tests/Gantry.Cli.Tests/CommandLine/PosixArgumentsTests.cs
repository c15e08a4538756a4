using Gantry.Cli.CommandLine;
using Gantry.Cli.Commands.Containers;
using Gantry.Oci.Text;

namespace Gantry.Cli.Tests.CommandLine;

public sealed class PosixArgumentsTests
{
    [Theory]
    [InlineData("-it busybox sh -c x", "--interactive=true --tty=true", "busybox sh -c x")]
    [InlineData("-itp80:80 busybox", "--interactive=true --tty=true --publish=80:80", "busybox")]
    [InlineData("-p 80:80 -p=81:81 --publish=82:82 busybox", "--publish=80:80 --publish=81:81 --publish=82:82", "busybox")]
    [InlineData("--rm=false --name a --name b busybox", "--rm=false --name=b", "busybox")]
    [InlineData("--rm=1 -d=f busybox", "--rm=true --detach=false", "busybox")]
    [InlineData("--rm -- busybox --rm", "--rm=true", "busybox --rm")]
    [InlineData("busybox --rm -it", "", "busybox --rm -it")]
    [InlineData("--net host --dns-opt x busybox", "--network=host --dns-option=x", "busybox")]
    public void Reads_what_docker_reads(string typed, string flags, string operands)
    {
        var read = PosixArguments.Read(new RunCommand(), typed.Split(' '));
        Assert.Equal(flags, string.Join(' ', read.Canonical()));
        Assert.Equal(operands, string.Join(' ', read.Operands));
    }

    [Fact]
    public void Flags_may_follow_operands_where_no_other_command_line_does()
    {
        var read = PosixArguments.Read(new RmCommand(), ["a", "-f", "b", "--volumes"]);
        Assert.Equal(["a", "b"], read.Operands);
        Assert.Equal(["--force=true", "--volumes=true"], read.Canonical());
    }

    [Theory]
    [InlineData("--nosuch", "unknown flag: --nosuch")]
    [InlineData("-Z", "unknown shorthand flag: 'Z' in -Z")]
    [InlineData("-dZ", "unknown shorthand flag: 'Z' in -Z")]
    [InlineData("--name", "flag needs an argument: --name")]
    [InlineData("-e", "flag needs an argument: 'e' in -e")]
    [InlineData("--rm=maybe", "invalid argument \"maybe\" for \"--rm\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax")]
    [InlineData("-t=maybe", "invalid argument \"maybe\" for \"-t, --tty\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax")]
    [InlineData("--=x", "bad flag syntax: --=x")]
    public void What_cannot_be_understood_is_refused_in_dockers_words(string typed, string fault) =>
        Assert.Equal(fault, Assert.Throws<UsageException>(() => PosixArguments.Read(new RunCommand(), [typed])).Message);

    [Theory]
    [InlineData("512m", 536870912)]
    [InlineData("1.5g", 1610612736)]
    [InlineData("64KiB", 65536)]
    [InlineData("1024", 1024)]
    [InlineData("2 kb", 2048)]
    [InlineData("1t", 1099511627776)]
    public void Sizes_are_read(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    [Theory]
    [InlineData("x", "invalid size: 'x'")]
    [InlineData("", "invalid size: ''")]
    [InlineData("1q", "invalid suffix: 'q'")]
    public void A_size_that_is_none_is_refused(string text, string fault) => Assert.Equal(fault, Assert.Throws<FormatException>(() => ByteSize.Parse(text)).Message);

    [Theory]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5s", 1.5)]
    [InlineData("-1m", -60)]
    [InlineData("200ms", 0.2)]
    [InlineData("0", 0)]
    public void Durations_are_read(string text, double seconds) => Assert.Equal(seconds, GoDuration.Parse(text).TotalSeconds, 6);

    [Theory]
    [InlineData("unix:///x", "unix:///x")]
    [InlineData("unix://", "unix:///run/gantry.sock")]
    [InlineData("tcp://", "tcp://127.0.0.1:2375")]
    [InlineData("tcp://:1234", "tcp://0.0.0.0:1234")]
    [InlineData("localhost", "tcp://127.0.0.1:2375")]
    [InlineData("1.2.3.4:99", "tcp://1.2.3.4:99")]
    [InlineData("tcp://[::1]:99", "tcp://[::1]:99")]
    public void Addresses_are_completed(string text, string expected) => Assert.Equal(expected, ListenAddress.Complete(text, encrypted: false));

    [Theory]
    [InlineData("bogus://x", "invalid bind address (bogus://x): unsupported proto 'bogus'")]
    [InlineData("/tmp/x", "invalid bind address (/tmp/x): should not contain a path element")]
    public void An_address_that_is_none_is_refused(string text, string fault) => Assert.Equal(fault, Assert.Throws<FormatException>(() => ListenAddress.Check(text)).Message);
}
