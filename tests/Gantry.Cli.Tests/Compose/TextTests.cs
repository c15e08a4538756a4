using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Tables;
using Gantry.Cli.Compose.Up;

namespace Gantry.Cli.Tests.Compose;

public sealed class TextTests
{
    [Theory]
    [InlineData("echo \"a b\" c", "echo|a b|c")]
    [InlineData("  sh   -c 'x \"y\"' ", "sh|-c|x \"y\"")]
    [InlineData("a\\ b \"\"", "a b|")]
    [InlineData("", "")]
    public void Words_are_cut_as_a_shell_cuts_them(string text, string words) => Assert.Equal(words, string.Join('|', ShellWords.Split(text)));

    [Fact]
    public void An_open_quote_is_refused() => Assert.Equal("invalid command line string", Assert.Throws<CliException>(() => ShellWords.Split("echo 'a")).Message);

    [Fact]
    public void A_volume_is_a_path_a_name_or_nothing_but_its_target()
    {
        var path = VolumeText.Parse("/srv:/data:ro,z");
        Assert.Equal(("bind", "/srv", "/data", true, "z"), (path.Type, path.Source, path.Target, path.ReadOnly, path.Bind?.SELinux));
        var named = VolumeText.Parse("data:/data");
        Assert.Equal(("volume", "data", "/data", false), (named.Type, named.Source, named.Target, named.ReadOnly));
        Assert.Equal(("volume", null, "/data"), (VolumeText.Parse("/data").Type, VolumeText.Parse("/data").Source, VolumeText.Parse("/data").Target));
    }

    [Fact]
    public void A_volume_with_an_empty_part_is_refused() =>
        Assert.Equal("invalid spec: :/x: empty section between colons", Assert.Throws<CliException>(() => VolumeText.Parse(":/x")).Message);

    [Theory]
    [InlineData(5, "5s")]
    [InlineData(90, "1m30s")]
    [InlineData(7200, "2h0m0s")]
    public void Times_are_written_as_go_writes_them(int seconds, string text) => Assert.Equal(text, GoDurationText.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void The_command_is_the_last_column_of_a_process_table()
    {
        var rows = new ProcessRows();
        rows.Add("db", "1", new(["PID", "CMD", "TTY"], [["7", "sleep 9", "?"]]));
        rows.Add("web", "2", new(["PID", "CMD"], [["8", "httpd"]]));
        Assert.Equal(
            """
            SERVICE  #   PID  TTY  CMD
            db       1   7    ?    sleep 9
            web      2   8    -    httpd

            """, rows.ToString());
    }
}
