using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Network;

/// <summary>A Debian container that does Debian's work: it reaches the archive through NAT.</summary>
public sealed class DebianTests(EngineFixture fixture) : EngineTests(fixture)
{
    public override async Task InitializeAsync()
    {
        if ((await Docker("images -q debian:bookworm")).Out.Length == 0)
            await Engine.ImportDebian();
    }

    [Fact]
    public async Task Packages_are_updated_and_installed()
    {
        (await Docker(["run", "--name", "apt", "debian:bookworm", "sh", "-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends hello >/dev/null 2>&1 && hello"])).Is(0, "Hello, world!\n");
    }

    [Fact]
    public async Task Set_user_id_programs_gain_nothing_without_new_privileges()
    {
        string[] script = ["debian:bookworm", "sh", "-c", "cp /usr/bin/id /tmp/id; chmod 4755 /tmp/id; setpriv --reuid 1000 --clear-groups /tmp/id -u"];
        (await Docker(["run", "--rm", .. script])).Prints("0\n");
        (await Docker(["run", "--rm", "--security-opt", "no-new-privileges", .. script])).Prints("1000\n");
    }

    [Fact]
    public async Task A_shell_on_a_terminal_has_job_control()
    {
        await using var terminal = Engine.OnTerminal("run --rm -it debian:bookworm bash --norc", 100, 30);
        terminal.Type("stty size; sleep 1000 & jobs; kill %1; wait; echo $((6*7)) done\r");
        await terminal.Shows("30 100\r\n");
        await terminal.Shows("42 done\r\n");
        terminal.Type("exit 3\r");
        Assert.Equal(3, await terminal.Ended());
        Assert.DoesNotContain("no job control", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_datagram_port_answers_the_host_and_other_machines()
    {
        Engine.Host.AddRemoteMachine();
        (await Docker(["run", "-d", "--name", "udp", "-p", "8083:7000/udp", "debian:bookworm", "perl", "-MIO::Socket::INET", "-e",
            "$s = IO::Socket::INET->new(LocalPort => 7000, Proto => 'udp'); while ($a = $s->recv($b, 2000)) { $s->send(\"got $b\", 0, $a) }"])).Ok();
        Assert.Equal("got ping", await Engine.Host.AskDatagram(Engine.Host.LanAddress, 8083, "ping", remote: true));
        Assert.Equal("got ping", await Engine.Host.AskDatagram("127.0.0.1", 8083, "ping"));
        Assert.Equal("got ping", await Engine.Host.AskDatagram(Engine.Host.LanAddress, 8083, "ping"));
        Assert.Equal("got ping", await Engine.Host.AskDatagram("::1", 8083, "ping"));
        (await Docker("port udp")).Prints("7000/udp -> 0.0.0.0:8083\n7000/udp -> [::]:8083\n");
    }
}
