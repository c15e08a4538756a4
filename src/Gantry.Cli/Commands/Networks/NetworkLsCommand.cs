using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Networks;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network ls</c>: list networks.</summary>
internal sealed class NetworkLsCommand : Verb
{
    private readonly Option<IReadOnlyList<string>> filter = Flag.List("-f, --filter", "Only what fits (for example \"driver=bridge\")", Filters.Check, "filter");
    private readonly Option<string> format = Flag.Text("--format", "How to print: table, table TEMPLATE, json or a Go template");
    private readonly Option<bool> noTrunc = Flag.Switch("--no-trunc", "Do not shorten");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only the IDs");

    public NetworkLsCommand()
        : base("ls", "[OPTIONS]", "List networks", Operands.None) => Accept(filter, format, noTrunc, quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var networks = await call.Engine.NetworksAsync(Filters.ToJson(call.Get(filter)), cancellation);
        var rows = networks.OrderBy(network => network.Name, NaturalOrder.Comparer).Select(network => NetworkRow.Of(network, call.Get(noTrunc)));
        var template = (call.Get(format), call.Get(quiet)) switch
        {
            ("" or "table", true) => "{{.ID}}",
            ("raw", true) => "network_id: {{.ID}}",
            ("raw", false) => NetworkRow.Raw,
            (var asked, _) => asked.Length > 0 ? asked : call.Settings.Format("networksFormat"),
        };
        await TableFormat.WriteAsync(call.Out, template, NetworkRow.Columns, NetworkRow.Headers, rows);
        return 0;
    }
}
