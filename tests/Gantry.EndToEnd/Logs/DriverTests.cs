using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Logs;

public sealed class DriverTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task The_local_driver_gives_back_what_was_written()
    {
        (await Docker("run --name local --log-driver local busybox sh -c 'echo out; echo; echo err >&2; printf tail'")).Ok();
        var read = (await Docker("logs local")).Ok();
        Assert.Equal("out\n\ntail", read.Out);
        Assert.Equal("err\n", read.Err);
        Assert.All((await Docker("logs -t --tail 1 local")).Ok().Lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z tail$", line));
        Assert.Equal("", (await Engine.Inspect("local"))["LogPath"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_local_driver_keeps_a_long_line_whole()
    {
        (await Docker("run --name long --log-driver local busybox sh -c 'head -c 100000 /dev/zero | tr \"\\000\" x; echo; echo next'")).Ok();
        (await Docker("logs long")).Prints(new string('x', 100_000) + "\nnext\n");
        (await Docker("logs --tail 1 long")).Prints("next\n");
    }

    [Theory]
    [InlineData("json-file", "compress=maybe", "strconv.ParseBool: parsing \"maybe\": invalid syntax")]
    [InlineData("json-file", "compress=true", "compress cannot be true when max-file is less than 2 or max-size is not set")]
    [InlineData("json-file", "max-size=0", "max-size must be a positive number")]
    [InlineData("json-file", "max-size=big", "invalid size: 'big'")]
    [InlineData("json-file", "max-file=0", "max-file cannot be less than 1")]
    [InlineData("json-file", "max-file=x", "strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("json-file", "tag={{.Nothing}}", "template: log-tag:1:3: executing \"log-tag\" at <.Nothing>: can't evaluate field Nothing in type *logger.Info")]
    [InlineData("local", "max-file=x", "invalid value for max-file: x: strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("local", "max-file=1", "compression cannot be enabled when max file count is 1")]
    [InlineData("local", "compress=maybe", "error reading compress log option: strconv.ParseBool: parsing \"maybe\": invalid syntax")]
    public async Task A_value_that_cannot_be_is_told_at_the_start(string driver, string option, string why)
    {
        var outcome = await Docker("run", "--log-driver", driver, "--log-opt", option, "busybox", "true");
        outcome.Fails(125, "docker: Error response from daemon: failed to initialize logging driver: " + why);
    }

    [Theory]
    [InlineData("json-file", "colour=red", "unknown log opt 'colour' for json-file log driver")]
    [InlineData("local", "tag=x", "unknown log opt 'tag' for log driver local")]
    [InlineData("json-file", "mode=sometimes", "logger: logging mode not supported: sometimes")]
    [InlineData("json-file", "max-buffer-size=1m", "logger: max-buffer-size option is only supported with 'mode=non-blocking'")]
    [InlineData("json-file", "cache-disabled=perhaps", "invalid value for option cache-disabled: perhaps")]
    [InlineData("nosuch", "a=b", "error looking up logging plugin nosuch: plugin \"nosuch\" not found")]
    public async Task An_option_nobody_knows_is_refused(string driver, string option, string why)
    {
        var outcome = await Docker("create", "--log-driver", driver, "--log-opt", option, "busybox", "true");
        outcome.Fails(1, "Error response from daemon: " + why);
    }

    [Fact]
    public async Task Tags_labels_and_variables_come_with_each_line_on_request()
    {
        (await Docker("run", "--name", "said", "-e", "COLOUR=dark red", "-e", "OTHER=1", "--label", "team=a&b", "--label", "x.y=z", "--log-opt", "env=COLOUR",
            "--log-opt", "labels=team", "--log-opt", "labels-regex=^x\\.", "--log-opt", "tag={{.Name}}/{{upper .ImageName}}/{{.DaemonName}}/{{.Command}}", "busybox", "echo", "hi")).Ok();
        (await Docker("logs --details said")).Prints("COLOUR=dark+red,tag=said%2FBUSYBOX%2Fdocker%2Fecho+hi,team=a%26b,x.y=z hi\n");
    }

    [Theory]
    [InlineData("json-file")]
    [InlineData("local")]
    public async Task A_buffered_log_is_complete_too(string driver)
    {
        (await Docker($"run -d --name buffered --log-driver {driver} --log-opt mode=non-blocking --log-opt max-buffer-size=8m busybox seq 1 5000")).Ok();
        (await Docker("wait buffered")).Prints("0\n");
        Assert.Equal(5000, (await Docker("logs buffered")).Ok().Lines.Length);
    }
}
