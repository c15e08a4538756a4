using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Tables;
using Gantry.Cli.Volumes;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume ls</c>: list volumes.</summary>
internal sealed class VolumeLsCommand : Verb
{
    private readonly Option<bool> cluster = Flag.Hidden(Flag.Switch("--cluster", "Only cluster volumes, with their columns"));
    private readonly Option<IReadOnlyList<string>> filter = Flag.List("-f, --filter", "Only what fits (for example \"dangling=true\")", Filters.Check, "filter");
    private readonly Option<string> format = Flag.Text("--format", "How to print: table, table TEMPLATE, json or a Go template");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only the names");

    public VolumeLsCommand()
        : base("ls", "[OPTIONS]", "List volumes", Operands.None) => Accept(cluster, filter, format, quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var volumes = await call.Engine.VolumesAsync(Filters.ToJson(call.Get(filter)), cancellation);
        // No engine this client speaks of has cluster volumes, which a manager of a swarm would list.
        var rows = call.Get(cluster) ? [] : volumes.OrderBy(volume => volume.Name, NaturalOrder.Comparer).Select(VolumeRow.Of);
        var template = (call.Get(format), call.Get(quiet)) switch
        {
            ("" or "table", true) => "{{.Name}}",
            ("raw", true) => "name: {{.Name}}",
            ("raw", false) => VolumeRow.Raw,
            (var asked, _) => asked.Length > 0 ? asked : call.Settings.Format("volumesFormat"),
        };
        await TableFormat.WriteAsync(call.Out, template, call.Get(cluster) ? VolumeRow.ClusterColumns : VolumeRow.Columns, VolumeRow.Headers, rows);
        return 0;
    }
}
