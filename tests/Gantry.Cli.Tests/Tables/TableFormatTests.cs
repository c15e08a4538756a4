using Gantry.Cli.CommandLine;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Tests.Tables;

public sealed class TableFormatTests
{
    private static readonly Fields Headers = new() { ["ID"] = "CONTAINER ID", ["Names"] = "NAMES" };

    private static readonly Row[] Rows =
    [
        new(new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal) { ["ID"] = () => "0123456789ab", ["Names"] = () => "web" }, name => name == "com.example.some-key" ? "v" : ""),
        new(new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal) { ["ID"] = () => "0123456789ac", ["Names"] = () => "<db>" }, _ => ""),
    ];

    [Theory]
    [InlineData("", "CONTAINER ID   NAMES\n0123456789ab   web\n0123456789ac   <db>\n")]
    [InlineData("table", "CONTAINER ID   NAMES\n0123456789ab   web\n0123456789ac   <db>\n")]
    [InlineData("table {{.Names}}\\t{{.ID}}", "NAMES     CONTAINER ID\nweb       0123456789ab\n<db>      0123456789ac\n")]
    [InlineData("table {{upper .Names}}\\t{{truncate .ID 3}}", "NAMES     CONTAINER ID\nWEB       012\n<DB>      012\n")]
    [InlineData("table {{.Label \"com.example.some-key\"}}\\t{{.Names}}", "some key   NAMES\nv          web\n           <db>\n")]
    [InlineData("{{.Names}}", "web\n<db>\n")]
    [InlineData("{{.Names}}\\t.", "web\t.\n<db>\t.\n")]
    [InlineData("json", "{\"ID\":\"0123456789ab\",\"Names\":\"web\"}\n{\"ID\":\"0123456789ac\",\"Names\":\"\\u003cdb\\u003e\"}\n")]
    [InlineData("{{json .Names}}", "\"web\"\n\"<db>\"\n")]
    public async Task Rows_are_printed_as_asked(string format, string expected)
    {
        var output = new StringWriter();
        await TableFormat.WriteAsync(output, format, "{{.ID}}\t{{.Names}}", Headers, Rows);
        Assert.Equal(expected, output.ToString());
    }

    [Theory]
    [InlineData("{{.Names", "failed to parse template: template: :1: unclosed action")]
    [InlineData("{{.Nosuch}}", "failed to execute template: template: :1:2: executing \"\" at <.Nosuch>: can't evaluate field Nosuch")]
    public async Task A_template_that_does_not_fit_is_a_failure(string format, string fault) =>
        Assert.Equal(fault, (await Assert.ThrowsAsync<CliException>(() => TableFormat.WriteAsync(TextWriter.Null, format, "", Headers, Rows, namesStage: true))).Message);
}
