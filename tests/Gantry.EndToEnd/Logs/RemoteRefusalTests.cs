using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Logs;

public sealed class RemoteRefusalTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Theory]
    [InlineData("syslog", "syslog-address=http://x", "unsupported scheme: 'http'")]
    [InlineData("syslog", "syslog-facility=nosuch", "invalid syslog facility")]
    [InlineData("syslog", "syslog-format=xml", "Invalid syslog format")]
    [InlineData("syslog", "syslog-address=unix:///no/such", "stat /no/such: no such file or directory")]
    [InlineData("syslog", "max-size=1m", "unknown log opt 'max-size' for syslog log driver")]
    [InlineData("fluentd", "fluentd-address=udp://x", "invalid fluentd-address (udp://x): unsupported scheme: 'udp'")]
    [InlineData("fluentd", "fluentd-async=perhaps", "strconv.ParseBool: parsing \"perhaps\": invalid syntax")]
    [InlineData("gelf", "tag=x", "gelf-address is a required parameter")]
    [InlineData("gelf", "gelf-address=http://x:1", "gelf: endpoint needs to be TCP or UDP")]
    [InlineData("journald", "colour=red", "unknown log opt 'colour' for journald log driver")]
    public async Task An_option_that_cannot_be_is_refused(string driver, string option, string why) =>
        (await Docker("create", "--log-driver", driver, "--log-opt", option, "busybox")).Fails(1, "Error response from daemon: " + why);

    [Theory]
    [InlineData("syslog", "syslog-address=tcp://127.0.0.1:9", "dial tcp 127.0.0.1:9: connect: connection refused")]
    [InlineData("fluentd", "fluentd-address=127.0.0.1:9", "dial tcp 127.0.0.1:9: connect: connection refused")]
    [InlineData("gelf", "gelf-address=tcp://127.0.0.1:9", "gelf: cannot connect to GELF endpoint: 127.0.0.1:9 dial tcp 127.0.0.1:9: connect: connection refused")]
    [InlineData("journald", "tag=x", "journald is not enabled on this host")]
    public async Task A_server_that_is_not_there_is_told_at_the_start(string driver, string option, string why)
    {
        if (driver == "journald" && File.Exists("/run/systemd/journal/socket"))
            return;
        (await Docker("run", "--log-driver", driver, "--log-opt", option, "busybox", "true")).Fails(125, "docker: Error response from daemon: failed to initialize logging driver: " + why);
    }
}
