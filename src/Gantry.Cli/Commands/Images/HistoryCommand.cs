using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry history</c>: the steps an image was made in.</summary>
internal sealed class HistoryCommand : Verb
{
    private readonly Option<string> format = Flag.Text("--format", "How to print: table, table TEMPLATE, json or a Go template");
    private readonly Option<bool> human = Flag.Switch("-H, --human", "Sizes and dates for people", on: true);
    private readonly Option<bool> noTrunc = Flag.Switch("--no-trunc", "Do not shorten");
    private readonly Option<string> platform = Flag.Text("--platform", "The image of this platform ('os[/arch[/variant]]')");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only the IDs");

    public HistoryCommand()
        : base("history", "[OPTIONS] IMAGE", "Show the steps an image was made in", Operands.Exactly(1)) => Accept(format, human, noTrunc, platform, quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var steps = await call.Engine.GetAsync(
            $"/images/{Query.Escape(call.Operands[0])}/history{Query.Of(("platform", PlatformSpec.ToJson(call.Get(platform))))}", ClientJson.Default.ListHistoryEntry, cancellation);
        var rows = steps.Select(step => HistoryRow.Of(step, call.Get(human), call.Get(noTrunc), DateTimeOffset.UtcNow));
        var columns = call.Get(human) ? HistoryRow.Columns : HistoryRow.ExactColumns;
        await TableFormat.WriteAsync(call.Out, call.Get(quiet) ? "{{.ID}}" : call.Get(format), columns, HistoryRow.Headers, rows);
        return 0;
    }
}
