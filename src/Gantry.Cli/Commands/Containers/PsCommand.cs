using System.CommandLine;
using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry ps</c>: list containers.</summary>
internal sealed class PsCommand : Verb
{
    private readonly Option<bool> all = Flag.Switch("-a, --all", "Show stopped containers too");
    private readonly Option<IReadOnlyList<string>> filter = Flag.List("-f, --filter", "Only what fits (name=value)", Filters.Check, "filter");
    private readonly Option<string> format = Flag.Text("--format", "How to print: table, table TEMPLATE, json or a Go template");
    private readonly Option<long> last = Flag.Number("-n, --last", "Show the last created, in any state", -1);
    private readonly Option<bool> latest = Flag.Switch("-l, --latest", "Show the last created, in any state");
    private readonly Option<bool> noTrunc = Flag.Switch("--no-trunc", "Do not shorten");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only the IDs");
    private readonly Option<bool> size = Flag.Switch("-s, --size", "Show sizes");

    public PsCommand()
        : base("ps", "[OPTIONS]", "List containers", Operands.None) => Accept(all, filter, format, last, latest, noTrunc, quiet, size);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var template = call.Get(format) is { Length: > 0 } || call.Get(quiet) ? call.Get(format) : call.Settings.Format("psFormat");
        var count = call.Get(latest) && call.Get(last) == -1 ? 1 : call.Get(last);
        if (call.Get(quiet) && template.Length > 0)
            await call.Error.WriteLineAsync("WARNING: Ignoring custom format, because both --format and --quiet are set.");
        var sized = call.Get(size) || ContainerRow.AsksForSize(template);
        var query = Query.Of(
            ("all", call.Get(all) ? "1" : ""), ("filters", Filters.ToJson(call.Get(filter))),
            ("limit", count > 0 ? count.ToString(CultureInfo.InvariantCulture) : ""), ("size", sized ? "1" : ""));
        var containers = await call.Engine.GetAsync($"/containers/json{query}", ClientJson.Default.ListContainerSummary, cancellation);
        var rows = containers.Select(container => ContainerRow.Of(container, call.Get(noTrunc), DateTimeOffset.UtcNow));
        if (call.Get(quiet))
            template = "{{.ID}}";
        else if (template == "raw")
            template = ContainerRow.Raw + (call.Get(size) ? "size: {{.Size}}\n" : "");
        await TableFormat.WriteAsync(call.Out, template, ContainerRow.Columns + (call.Get(size) ? "\t{{.Size}}" : ""), ContainerRow.Headers, rows, namesStage: true);
        return 0;
    }
}
