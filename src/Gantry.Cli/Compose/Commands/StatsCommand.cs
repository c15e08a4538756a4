using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Usage;
using Gantry.Cli.Tables;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose stats</c>: what a project's containers use.</summary>
internal sealed class StatsCommand : ComposeVerb
{
    private const int ShortId = 12;
    private const string ClearScreen = "\u001b[2J\u001b[H";
    private readonly Option<bool> all = Flag.Switch("-a, --all", "Show all containers (default shows just running)");
    private readonly Option<string> format = Flag.Text("--format", "Format output using a custom template: table, table TEMPLATE, json or a Go template");
    private readonly Option<bool> noStream = Flag.Switch("--no-stream", "Disable streaming stats and only pull the first result");
    private readonly Option<bool> noTrunc = Flag.Switch("--no-trunc", "Do not truncate output");

    public StatsCommand()
        : base("stats", "[OPTIONS] [SERVICE]", "Display a live stream of container(s) resource usage statistics", Operands.Between(0, 1)) =>
        Accept(all, format, noStream, noTrunc);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var project = await call.ProjectNameAsync(cancellation);
        do
        {
            var containers = (await call.Engine.ListContainersAsync(project, cancellation))
                .Where(container => call.Get(all) || container.State is "running" or "paused")
                .Where(container => call.Operands.Count == 0 || container.Service == call.Operands[0]);
            // The engine measures twice, a second apart: that is what keeps this loop from running hot.
            var rows = (await Task.WhenAll(containers.Select(container => MeasureAsync(call, container, cancellation)))).OfType<Row>().ToList();
            if (!call.Get(noStream))
                await call.Out.WriteAsync(ClearScreen);
            await TableFormat.WriteAsync(call.Out, call.Get(format), UsageRow.Columns, UsageRow.Headers, rows);
            await call.Out.FlushAsync(cancellation);
            if (rows.Count == 0)
                break;
        }
        while (!call.Get(noStream));
        return 0;
    }

    private async Task<Row?> MeasureAsync(ComposeCall call, ObservedContainer container, CancellationToken cancellation)
    {
        try
        {
            var usage = await call.Engine.Client.GetAsync($"/containers/{container.Id}/stats?stream=0", UsageJson.Default.ContainerUsage, cancellation);
            return UsageRow.Of(call.Get(noTrunc) ? container.Id : container.Id[..ShortId], usage);
        }
        catch (GantryException fault) when (fault.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }
}
