using Gantry.Cli.CommandLine;
using Gantry.Cli.Daemon;

namespace Gantry.Cli.Tests.Daemon;

/// <summary>The faults are those of dockerd 28.5, the product's name aside.</summary>
public sealed class DaemonSettingsTests
{
    [Fact]
    public void Without_flags_and_file_the_defaults_hold()
    {
        var plan = new Typed().Plan();
        Assert.Equal(["unix:///run/gantry.sock"], plan.Hosts);
        Assert.Equal(("/var/lib/gantry", "/run/gantry", "/run/gantry.pid", "docker"), (plan.Engine.DataRoot, plan.Engine.ExecRoot, plan.PidFile, plan.SocketGroup));
        Assert.Equal((1500, 15, true, "json-file", LogLevel.Info), (plan.Engine.Mtu, plan.Engine.ShutdownTimeoutSeconds, plan.Engine.LiveRestore, plan.Engine.LogConfig.Type, plan.LogLevel));
        Assert.Null(plan.Tls);
    }

    [Fact]
    public void Flags_are_taken_in_dockerds_spellings()
    {
        var plan = new Typed(
            "--data-root=/d", "--exec-root", "/e", "-p", "/p", "-H", "tcp://127.0.0.1", "-H=unix:///s", "--cgroup-parent", "/c", "-D", "--bip", "10.9.0.1/24", "--mtu", "1300",
            "--dns", "1.2.3.4", "--dns-search", "x.y", "--dns-opt", "ndots:2", "--default-ulimit", "nofile=1:2", "--log-opt", "max-size=1m", "--label", "a=b", "--label", "c=d",
            "--live-restore=false", "--shutdown-timeout", "9", "--init", "--init-path", "/i", "--icc=false", "--default-shm-size", "1m", "--tls=false").Plan();
        Assert.Equal(["tcp://127.0.0.1:2375", "unix:///s"], plan.Hosts);
        var engine = plan.Engine;
        Assert.Equal(("/d", "/e", "/p", "/c", "10.9.0.1/24", 1300), (engine.DataRoot, engine.ExecRoot, plan.PidFile, engine.CgroupParent, engine.Bip, engine.Mtu));
        Assert.Equal(["1.2.3.4", "x.y", "ndots:2", "a=b", "c=d"], [.. engine.Dns, .. engine.DnsSearch, .. engine.DnsOptions, .. engine.Labels]);
        Assert.Equal(("nofile", 1L, 2L), (engine.DefaultUlimits[0].Name, engine.DefaultUlimits[0].Soft, engine.DefaultUlimits[0].Hard));
        Assert.Equal((false, 9, true, "/i", false, 1L << 20, true), (engine.LiveRestore, engine.ShutdownTimeoutSeconds, engine.Init, engine.InitPath, engine.Icc, engine.ShmSize, engine.Debug));
        Assert.Equal((LogLevel.Debug, true), (plan.LogLevel, plan.PlainIsWanted));
        Assert.Equal("1m", engine.LogConfig.Config!["max-size"]);
    }

    [Fact]
    public void The_file_has_dockerds_keys()
    {
        var engine = new Typed().Plan("""
            {"data-root":"/d","hosts":["tcp://1.2.3.4:5"],"mtu":1400,"debug":true,"labels":["from=file"],"default-ulimits":{"nofile":{"Name":"nofile","Soft":123,"Hard":456}},
             "log-opts":{"max-size":"1m"},"dns":["1.1.1.1"],"live-restore":false,"shutdown-timeout":40,"default-shm-size":"2m"}
            """).Engine;
        Assert.Equal(("/d", 1400, true, false, 40, 2L << 20), (engine.DataRoot, engine.Mtu, engine.Debug, engine.LiveRestore, engine.ShutdownTimeoutSeconds, engine.ShmSize));
        Assert.Equal(("from=file", "1.1.1.1", 123L, "1m"), (engine.Labels[0], engine.Dns[0], engine.DefaultUlimits[0].Soft, engine.LogConfig.Config!["max-size"]));
    }

    [Theory]
    [InlineData("{", "invalid JSON: unexpected end of JSON input")]
    [InlineData("{\"a\":1,}", "invalid JSON: invalid character '}' looking for beginning of object key string")]
    [InlineData("[]", "invalid JSON: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("{} {}", "invalid JSON: invalid character '{' after top-level value")]
    [InlineData("// hi", "invalid JSON: invalid character '/' looking for beginning of value")]
    [InlineData("{\"bogus-key\":1,\"x\":{\"y\":1}}", "the following directives don't match any configuration option: bogus-key, y")]
    [InlineData("{\"Debug\":true}", "the following directives don't match any configuration option: Debug")]
    [InlineData("{\"mtu\":\"x\"}", "invalid JSON: json: cannot unmarshal string into Go struct field Config.mtu of type int")]
    [InlineData("{\"mtu\":1.5}", "invalid JSON: json: cannot unmarshal number 1.5 into Go struct field Config.mtu of type int")]
    [InlineData("{\"debug\":\"x\"}", "invalid JSON: json: cannot unmarshal string into Go struct field Config.debug of type bool")]
    [InlineData("{\"labels\":\"x\"}", "invalid JSON: json: cannot unmarshal string into Go struct field Config.labels of type []string")]
    [InlineData("{\"log-opts\":{\"max-size\":1}}", "invalid JSON: json: cannot unmarshal number into Go struct field Config.log-opts.max-size of type string")]
    [InlineData("{\"default-ulimits\":{\"nofile\":\"x\"}}", "invalid JSON: json: cannot unmarshal string into Go struct field Config.default-ulimits.nofile of type units.Ulimit")]
    [InlineData("{\"dns\":[\"bad\"]}", "invalid JSON: invalid IP address: bad")]
    [InlineData("{\"pidfile\":\"/x\"}", "the following directives are specified both as a flag and in the configuration file: pidfile: (from flag: /p, from file: /x)")]
    [InlineData("{\"labels\":[\"a=b\"],\"debug\":true}", "the following directives are specified both as a flag and in the configuration file: debug: (from flag: true, from file: true), labels: (from flag: [c=d], from file: [a=b])")]
    [InlineData("{\"default-ulimits\":{\"nofile\":{\"Name\":\"nofile\",\"Soft\":123,\"Hard\":456}}}", "the following directives are specified both as a flag and in the configuration file: default-ulimits: (from flag: [nproc=1:1], from file: map[nofile:map[Hard:456 Name:nofile Soft:123]])")]
    [InlineData("{\"log-opts\":{\"max-size\":\"1m\"}}", "the following directives are specified both as a flag and in the configuration file: log-opts: (from flag: map[max-file:3], from file: map[max-size:1m])")]
    public void A_file_with_a_fault_is_refused(string file, string fault)
    {
        var typed = new Typed("-p", "/p", "--label", "c=d", "-D", "--default-ulimit", "nproc=1", "--log-opt", "max-file=3");
        if (!fault.StartsWith("the following directives are", StringComparison.Ordinal))
            typed = new Typed();
        Assert.Equal($"unable to configure the Gantry daemon with file /daemon.json: {fault}", Assert.Throws<CliException>(() => typed.Plan(file)).Message);
    }

    [Theory]
    [InlineData("http://user:secret@m:1", "username/password not allowed in URI \"http://user:xxxxx@m:1\"")]
    [InlineData("http://m:1?x=1", "query or fragment at end of the URI \"http://m:1?x=1\"")]
    [InlineData("ftp://m", "unsupported scheme \"ftp\" in \"ftp://m\"")]
    public void A_mirror_of_the_file_that_is_none_is_refused_without_its_password(string mirror, string fault)
    {
        var told = $"merged configuration validation from file and command line flags failed: invalid mirror: {fault}";
        Assert.Equal(told, Assert.Throws<CliException>(() => new Typed().Plan($$"""{"registry-mirrors":["{{mirror}}"]}""")).Message);
        var running = new Typed().Plan("{}").Engine;
        Assert.Equal(told, Assert.Throws<CliException>(() => new Typed().Settings($$"""{"registry-mirrors":["{{mirror}}"]}""").Reload(running)).Message);
    }

    [Fact]
    public void Layers_that_only_their_owner_hands_out_may_be_named_as_in_old_files() => new Typed("--allow-nondistributable-artifacts", "a:1").Plan("""{"mtu":1400}""");

    [Theory]
    [InlineData("--log-level bogus", "invalid logging level: bogus")]
    [InlineData("--mtu -1", "invalid default MTU: -1")]
    [InlineData("--label a=b --label a=c", "conflict labels for a=c and a=b")]
    [InlineData("--group nosuchgroup", "failed to load listeners: group nosuchgroup not found")]
    [InlineData("--log-opt bogus=1", "failed to set log opts: unknown log opt 'bogus' for json-file log driver")]
    [InlineData("--default-ipc-mode x", "default IPC mode setting (x) is invalid; use \"shareable\" or \"private\"")]
    [InlineData("--default-cgroupns-mode x", "invalid default cgroup namespace (x): use \"host\" or \"private\"")]
    [InlineData("--tls --tlscert /nope --tlskey /no", "invalid TLS configuration: Could not load X509 key pair (cert: \"/nope\", key: \"/no\"): open /nope: no such file or directory")]
    public void Settings_that_cannot_be_are_refused(string typed, string fault) =>
        Assert.Equal(fault, Assert.Throws<CliException>(() => new Typed(typed.Split(' ')).Plan()).Message);

    [Theory]
    [InlineData("--mtu abc", "invalid argument \"abc\" for \"--mtu\" flag: strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("--label bogus", "invalid argument \"bogus\" for \"--label\" flag: bad attribute format: bogus")]
    [InlineData("--dns bogus", "invalid argument \"bogus\" for \"--dns\" flag: invalid string being converted to IP address: bogus")]
    [InlineData("-H bogus://x", "invalid argument \"bogus://x\" for \"-H, --host\" flag: invalid bind address (bogus://x): unsupported proto 'bogus'")]
    [InlineData("--default-ulimit nofile=5:2", "invalid argument \"nofile=5:2\" for \"--default-ulimit\" flag: ulimit soft limit must be less than or equal to hard limit: 5 > 2")]
    public void Values_that_are_none_are_refused(string typed, string fault) => Assert.Equal(fault, new Typed(typed.Split(' ')).Fault);

    [Fact]
    public void A_reload_takes_over_what_the_file_names_and_leaves_the_rest()
    {
        var typed = new Typed("--mtu", "1300");
        var running = typed.Plan("""{"labels":["a=b"],"shutdown-timeout":30}""").Engine;
        var changed = typed.Settings("""{"labels":["a=c"],"debug":true}""").Reload(running);
        Assert.Equal(("a=c", true, 30, 1300), (changed.Labels[0], changed.Debug, changed.ShutdownTimeoutSeconds, changed.Mtu));
        Assert.Equal("a=c", typed.Settings("{}").Reload(changed).Labels[0]);
    }
}
