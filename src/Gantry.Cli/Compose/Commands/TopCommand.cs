using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Engine;
using Gantry.Cli.Compose.Tables;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose top</c>: the processes of a project's containers.</summary>
internal sealed class TopCommand() : ComposeVerb("top", "[SERVICES...]", "Display the running processes", Operands.Any)
{
    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var project = await call.ProjectNameAsync(cancellation);
        var filters = Filters.ToJson([$"label={ComposeLabels.Project}={project}", $"label={ComposeLabels.ConfigHash}"]);
        var containers = (await call.Engine.Client.ContainersAsync(all: false, filters, cancellation)).Select(ComposeEngine.Observe)
            .Where(container => call.Operands.Count == 0 || call.Operands.Contains(container.Service))
            .OrderBy(container => container.Name, StringComparer.Ordinal).ToList();
        var tables = await Task.WhenAll(containers.Select(container => call.Engine.Client.TopAsync(container.Id, cancellation)));
        var rows = new ProcessRows();
        foreach (var (container, table) in containers.Zip(tables))
            rows.Add(container.Service.Length > 0 ? container.Service : container.Name, container.Label(ComposeLabels.Number), table);
        await call.Out.WriteAsync(rows.ToString());
        return 0;
    }
}
