using Gantry.Cli.Compose.Logs;
using Gantry.Cli.Compose.Up.Menu;

namespace Gantry.Cli.Tests.Compose;

public sealed class MenuFooterTests
{
    private const string Keys =
        "\u001b[1;38;2;0;0;0;48;2;255;255;255mw\u001b[0m\u001b[2m Enable Watch\u001b[0m\u001b[2m   \u001b[0m\u001b[1;38;2;0;0;0;48;2;255;255;255md\u001b[0m\u001b[2m Detach\u001b[0m";

    [Fact]
    public void The_keys_are_on_the_last_row_and_the_log_stays_above() =>
        Assert.Equal($"\n\n\u001b[2A\r\u001b7\u001b[24;1H{Keys}\u001b8", new MenuFooter(new MenuLine(), (24, 80)).Draw());

    [Fact]
    public void On_a_narrow_terminal_they_take_more_rows() =>
        Assert.Equal($"\n\n\n\u001b[3A\r\u001b7\u001b[23;1H{Keys}\u001b8", new MenuFooter(new MenuLine(), (24, 20)).Draw());

    [Fact]
    public void A_fault_is_told_above_them() => Assert.Equal(
        $"\n\n\n\u001b[3A\r\u001b7\u001b[23;1H\u001b[1;36mWatch →\u001b[0m  no\u001b[24;1H{Keys}\u001b8", new MenuFooter(new MenuLine { Fault = "no" }, (24, 80)).Draw());

    [Fact]
    public void Lines_are_printed_above_what_is_kept_below()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var printer = new LogPrinter(output, output, new LogColours(false), prefix: true, timestamps: false);
        printer.Keep(new Below());
        printer.ErrorLine("a-1", "one");
        printer.Keep(null);
        printer.Line("a-1", "two");
        Assert.Equal("<draw><clear>a-1  | one\n<draw><clear>a-1  | two\n", output.ToString());
    }

    private sealed class Below : ILogFooter
    {
        public string Clear() => "<clear>";

        public string Draw() => "<draw>";
    }
}
