using System.Text;

using Gantry.Cli.Compose.Logs;

namespace Gantry.Cli.Tests.Compose;

public sealed class LogPrinterTests : IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public void Names_are_lined_up_as_far_as_they_are_known()
    {
        var printer = Printer();
        printer.Line("a-1", "one");
        printer.Line("longer-1", "two");
        printer.ErrorLine("a-1", "three");
        printer.Line("a-1 ->", "a hook");
        Assert.Equal("a-1  | one\nlonger-1  | two\na-1 ->    | a hook\n", output.ToString());
        Assert.Equal("a-1       | three\n", error.ToString());
    }

    [Fact]
    public void What_happens_to_a_container_takes_a_line_of_its_own()
    {
        var printer = Printer();
        printer.Status("a-1", "exited with code 3");
        Assert.Equal("\r\u001b[Ka-1 exited with code 3\n", output.ToString());
    }

    [Fact]
    public void Containers_get_colours_in_turn_and_a_hook_that_of_its_container()
    {
        var printer = Printer(colours: true);
        printer.Line("a-1", "x");
        printer.Line("b-1", "y");
        printer.Line("a-1 ->", "z");
        Assert.Equal("\u001b[36ma-1  | \u001b[0mx\n\u001b[33mb-1  | \u001b[0my\n\u001b[36ma-1 ->  | \u001b[0mz\n", output.ToString());
    }

    [Fact]
    public void Names_can_be_left_out()
    {
        var printer = Printer(prefix: false);
        printer.Line("a-1", "x");
        Assert.Equal("x\n", output.ToString());
    }

    [Fact]
    public void Bytes_are_cut_into_lines_and_the_last_need_not_be_complete()
    {
        var lines = new List<string>();
        using (var stream = new LineStream(lines.Add))
        {
            foreach (var part in new[] { "one\ntw", "o\n\nthr", "ee" })
                stream.Write(Encoding.UTF8.GetBytes(part));
            Assert.Equal(["one", "two", ""], lines);
        }

        Assert.Equal(["one", "two", "", "three"], lines);
    }

    [Theory]
    [InlineData("shop-web-1", "web-1")]
    [InlineData("mine", "mine")]
    [InlineData("shop-web-2", "shop-web-2")]
    public void A_container_is_called_without_its_project_unless_a_user_named_it(string name, string called) =>
        Assert.Equal(called, ContainerNaming.Of(name, "shop", "web", "1", "-"));

    private LogPrinter Printer(bool colours = false, bool prefix = true) => new(output, error, new LogColours(colours), prefix, timestamps: false);
}
