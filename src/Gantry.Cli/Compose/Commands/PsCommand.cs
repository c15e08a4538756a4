using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Engine;
using Gantry.Cli.Compose.Tables;
using Gantry.Cli.Containers;
using Gantry.Cli.Tables;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose ps</c>: list a project's containers.</summary>
internal sealed class PsCommand : ComposeVerb
{
    private readonly Option<bool> all = Flag.Switch("-a, --all", "Show all stopped containers (including those created by the run command)");
    private readonly Option<string> filter = Flag.Text("--filter", "Filter services by a property (supported filters: status)");
    private readonly Option<string> format = Flag.Text("--format", "Format output using a custom template: table, table TEMPLATE, json or a Go template", "table");
    private readonly Option<bool> noTrunc = Flag.Switch("--no-trunc", "Don't truncate output");
    private readonly Option<bool> orphans = Flag.Switch("--orphans", "Include orphaned services (not declared by project)", on: true);
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only display IDs");
    private readonly Option<bool> services = Flag.Switch("--services", "Display services");
    private readonly Option<IReadOnlyList<string>> status = Flag.List(
        "--status", "Filter services by status. Values: [paused | restarting | removing | running | dead | created | exited]", word: "stringArray");

    public PsCommand()
        : base("ps", "[OPTIONS] [SERVICE...]", "List containers", Operands.Any) => Accept(all, filter, format, noTrunc, orphans, quiet, services, status);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var states = States(call);
        IReadOnlyList<string> wanted = [.. call.Operands];
        var (project, name) = await call.ProjectOrNameAsync(wanted, cancellation);
        if (project is not null)
        {
            if (wanted.FirstOrDefault(service => !project.Services.ContainsKey(service)) is { } stranger)
                throw new CliException($"no such service: {stranger}");
            if (wanted.Count == 0 && !call.Get(orphans))
                wanted = [.. project.Services.Keys];
        }

        var everything = call.Get(all) || states.Count > 0;
        var filters = Filters.ToJson([$"label={ComposeLabels.Project}={name}", $"label={ComposeLabels.ConfigHash}", .. call.Get(all) ? (string[])[] : [$"label={ComposeLabels.OneOff}=False"]]);
        var found = (await call.Engine.Client.ContainersAsync(everything, filters, cancellation))
            .Where(container => wanted.Count == 0 || wanted.Contains(container.Labels?.GetValueOrDefault(ComposeLabels.Service) ?? ""))
            .Where(container => states.Count == 0 || states.Contains(container.State))
            .OrderBy(ComposeEngine.NameOf, StringComparer.Ordinal).ToList();
        await WriteAsync(call, found, cancellation);
        return 0;
    }

    private List<string> States(ComposeCall call)
    {
        var states = call.Get(status).ToList();
        if (call.Get(filter).Length == 0)
            return states;
        if (call.Get(filter).Split('=', 2) is not [var property, var value])
            throw new CliException("arguments to --filter should be in form KEY=VAL");
        states.Add(property switch
        {
            "status" => value,
            "source" => throw new CliException("not implemented"),
            _ => throw new CliException($"unknown filter {property}"),
        });
        return states;
    }

    private async Task WriteAsync(ComposeCall call, List<ContainerSummary> found, CancellationToken cancellation)
    {
        if (call.Get(quiet))
        {
            foreach (var container in found)
                await call.Out.WriteLineAsync(container.Id);
            return;
        }

        if (call.Get(services))
        {
            await call.Out.WriteLineAsync(string.Join('\n', found.Select(container => container.Labels?.GetValueOrDefault(ComposeLabels.Service) ?? "").Distinct()));
            return;
        }

        var template = call.Get(format);
        // Only the details tell health and exit code, and the usual table shows neither.
        var details = template is "" or "table" ? [] : await Task.WhenAll(found.Select(container => DetailsAsync(call, container, cancellation)));
        var rows = found.Select((container, at) => ComposeRow.Of(container, details.ElementAtOrDefault(at), call.Get(noTrunc), DateTimeOffset.UtcNow));
        await TableFormat.WriteAsync(call.Out, template == "raw" ? ContainerRow.Raw : template, ComposeRow.Columns, ComposeRow.Headers, rows);
    }

    private static async Task<ContainerState?> DetailsAsync(ComposeCall call, ContainerSummary container, CancellationToken cancellation)
    {
        try
        {
            return (await call.Engine.Client.ContainerAsync(container.Id, cancellation)).State;
        }
        catch (EngineException fault) when (fault.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }
}
