using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

public sealed class FlagTests : IDisposable
{
    private readonly Host host = Host.Create();

    public void Dispose() => host.Dispose();

    private Engine With(params string[] flags) => new(host, flags);

    private async Task<string> Fails(params string[] flags)
    {
        await using var engine = With(flags);
        engine.Launch();
        Assert.NotEqual(0, await engine.Ended());
        return engine.LogText;
    }

    [Fact]
    public async Task Unknown_flags_and_bad_values_are_refused_before_anything_is_made()
    {
        Assert.Contains("nosuchflag", await Fails("--nosuchflag"), StringComparison.Ordinal);
        Assert.Contains("bogus", await Fails("--bip", "bogus"), StringComparison.Ordinal);
        Assert.Contains("bogus", await Fails("-H", "bogus://x"), StringComparison.Ordinal);
        Assert.Contains("abc", await Fails("--mtu", "abc"), StringComparison.Ordinal);
        Assert.Contains("/no/such/file.json", await Fails("--config-file", "/no/such/file.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_given_twice_is_listened_on_once()
    {
        await using var engine = With("-H", "tcp://127.0.0.1:7751", "-H", "tcp://127.0.0.1:7751", "--tls=false");
        await engine.Start();
        (await engine.Shell("docker -H tcp://127.0.0.1:7751 version -f '{{.Server.Os}}'")).Prints("linux\n");
    }

    [Fact]
    public async Task A_bad_configuration_file_is_refused_with_its_fault()
    {
        var file = Path.GetTempFileName();
        foreach (var (text, fault) in new[] { ("{", "(EOF|end of)"), ("{\"bogus-key\":1}", "bogus-key"), ("{\"mtu\":\"x\"}", "mtu|cannot unmarshal"), ("{\"pidfile\":\"/x\"}", "pidfile") })
        {
            await File.WriteAllTextAsync(file, text);
            Assert.Matches("(?i)" + fault, await Fails("--config-file", file));
        }
        File.Delete(file);
    }

    [Fact]
    public async Task Information_tells_how_registries_are_reached()
    {
        await using var engine = With("--insecure-registry", "reg:5000", "--insecure-registry", "10.0.0.0/8", "--registry-mirror", "http://m:5000");
        await engine.Start();
        (await engine.Docker("info --format '{{json .RegistryConfig.IndexConfigs}} {{json .RegistryConfig.InsecureRegistryCIDRs}} {{json .RegistryConfig.Mirrors}}'")).Prints(
            """{"docker.io":{"Name":"docker.io","Mirrors":["http://m:5000/"],"Secure":true,"Official":true},"reg:5000":{"Name":"reg:5000","Mirrors":[],"Secure":false,"Official":false}} """
            + """["10.0.0.0/8","::1/128","127.0.0.0/8"] ["http://m:5000/"]""" + "\n");
        Assert.Contains("Registry Mirrors:\n  http://m:5000/\n", (await engine.Docker("info")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_file_and_flags_set_the_defaults_of_containers()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"bip":"10.99.0.1/24","mtu":1400,"labels":["from=file"],"default-ulimits":{"nofile":{"Name":"nofile","Soft":123,"Hard":456}},"log-opts":{"max-size":"1m"},"debug":true}""");
        await using var engine = With("--config-file", file, "--dns", "192.0.2.53", "--label", "from.flag=x");
        // Labels of flag and file together are a conflict; the flag is tried alone below.
        engine.Launch();
        Assert.NotEqual(0, await engine.Ended());
        Assert.Contains("labels", engine.LogText, StringComparison.Ordinal);

        await using var second = With("--config-file", file, "--dns", "192.0.2.53");
        await second.Start();
        await second.ImportBusybox();
        (await second.Docker(["run", "--rm", "busybox", "sh", "-c", "ip -o -4 addr show eth0 | awk '{print $4}'; cat /sys/class/net/eth0/mtu; grep ^nameserver /etc/resolv.conf; ulimit -Sn; ulimit -Hn"]))
            .Prints("10.99.0.2/24\n1400\nnameserver 192.0.2.53\n123\n456\n");
        var info = (await second.Api.Get("/info")).Json;
        Assert.Equal(("[\"from=file\"]", "true"), (info["Labels"]!.ToJsonString(), info["Debug"]!.ToJsonString()));
        (await second.Docker("create --name box busybox")).Ok();
        Assert.Equal("1m", (await second.Inspect("box"))["HostConfig"]!["LogConfig"]!["Config"]!["max-size"]!.GetValue<string>());
        await second.RemoveContainers();
        File.Delete(file);
    }

    [Fact]
    public async Task Flags_set_bridge_labels_and_logging()
    {
        await using var engine = With("--bip", "10.98.0.1/24", "--mtu", "1300", "--label", "a=b", "--label", "c=d", "--default-ulimit", "nproc=77:88", "--log-opt", "max-file=3", "--log-opt", "max-size=2m");
        await engine.Start();
        await engine.ImportBusybox();
        (await engine.Docker(["run", "--rm", "busybox", "sh", "-c", "ip -o -4 addr show eth0 | awk '{print $4}'; cat /sys/class/net/eth0/mtu; ulimit -Su; ulimit -Hu"])).Prints("10.98.0.2/24\n1300\n77\n88\n");
        Assert.Equal(["a=b", "c=d"], (await engine.Api.Get("/info")).Json["Labels"]!.AsArray().Select(l => l!.GetValue<string>()).Order());
        (await engine.Docker("create --name box busybox")).Ok();
        Assert.Equal("3", (await engine.Inspect("box"))["HostConfig"]!["LogConfig"]!["Config"]!["max-file"]!.GetValue<string>());
        await engine.RemoveContainers();
    }

    [Fact]
    public async Task It_listens_on_several_addresses_at_once()
    {
        await using var engine = With("-H", "tcp://127.0.0.1:23750", "-H", "unix:///var/tmp/gantry-e2e-second.sock", "--tls=false");
        await engine.Start();
        using var second = new Api("/var/tmp/gantry-e2e-second.sock");
        Assert.Equal("OK", (await second.Get("/_ping")).Body);
        Assert.Contains("Api-Version: 1.51", await host.Ask("127.0.0.1", 23750, "GET /_ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.OrdinalIgnoreCase);
        var ping = await engine.Shell("env -u DOCKER_HOST docker -H tcp://127.0.0.1:23750 version --format '{{.Server.Os}}'");
        ping.Prints("linux\n");
        await engine.Stop();
        Assert.False(File.Exists("/var/tmp/gantry-e2e-second.sock"));
    }

    [Fact]
    public async Task The_pid_file_names_the_process_and_a_second_daemon_is_refused()
    {
        await using var engine = With();
        await engine.Start();
        Assert.Equal($"{engine.ProcessId}", (await File.ReadAllTextAsync(engine.PidFile)).Trim());
        await using var other = Running.Start("nsenter", ["--net=" + host.Path, .. engine.Command, .. engine.OwnFlags], new Dictionary<string, string> { ["PATH"] = EngineBinary.SearchPath(engine.Command[0]) });
        var ended = await other.Ended();
        Assert.NotEqual(0, ended.Exit);
        Assert.Contains($"process with PID {engine.ProcessId} is still running", ended.Err + ended.Out, StringComparison.Ordinal);
        Assert.Equal("OK", (await engine.Api.Get("/_ping")).Body);
    }

    [Fact]
    public async Task Two_daemons_with_their_own_bridges_do_not_see_each_other()
    {
        using var elsewhere = Host.Create();
        await using var one = With();
        await using var two = new Engine(elsewhere);
        await Task.WhenAll(one.Start(), two.Start());
        await Task.WhenAll(one.ImportBusybox(), two.ImportBusybox());
        await Task.WhenAll(Both(one, "one"), Both(two, "two"));
        (await one.Docker("ps --format '{{.Names}}'")).Prints("one\n");
        (await two.Docker("ps --format '{{.Names}}'")).Prints("two\n");
        await one.RemoveContainers();
        (await two.Docker("exec two echo untouched")).Prints("untouched\n");
        await two.RemoveContainers();

        static async Task Both(Engine engine, string name) => (await engine.Docker($"run -d --name {name} -p 8080:80 busybox sleep 1000")).Ok();
    }
}
