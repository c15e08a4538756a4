using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose volumes</c>: list a project's volumes.</summary>
internal sealed class VolumesCommand : ComposeVerb
{
    private static readonly Fields Headers = new()
    {
        ["Driver"] = "DRIVER",
        ["Name"] = "VOLUME NAME",
        ["Scope"] = "SCOPE",
        ["Mountpoint"] = "MOUNTPOINT",
        ["Labels"] = "LABELS",
        ["Links"] = "LINKS",
        ["Size"] = "SIZE",
        ["Availability"] = "AVAILABILITY",
        ["Group"] = "GROUP",
        ["Status"] = "STATUS",
    };

    private readonly Option<string> format = Flag.Text("--format", "Format output using a custom template: table, table TEMPLATE, json or a Go template", "table");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only display volume names");

    public VolumesCommand()
        : base("volumes", "[OPTIONS] [SERVICE...]", "List volumes", Operands.Any) => Accept(format, quiet);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        IReadOnlyList<string> services = [.. call.Operands];
        var (project, name) = await call.ProjectOrNameAsync(services, cancellation);
        if (project is not null && services.FirstOrDefault(service => !project.Services.ContainsKey(service)) is { } stranger)
            throw new CliException($"no such service: {stranger}");
        IEnumerable<VolumeDetails> volumes = await call.Engine.Client.VolumesAsync(Filters.ToJson([$"label={ComposeLabels.Project}={name}"]), cancellation);
        if (services.Count > 0)
        {
            var used = (await call.Engine.ListContainersAsync(name, cancellation)).Where(container => container.IsRunning && services.Contains(container.Service))
                .SelectMany(container => container.Mounts).Select(mount => mount.Source).ToHashSet(StringComparer.Ordinal);
            volumes = volumes.Where(volume => used.Contains(volume.Name));
        }

        var template = call.Get(quiet) ? "{{.Name}}" : call.Get(format);
        await TableFormat.WriteAsync(call.Out, template, "{{.Driver}}\t{{.Name}}", Headers, volumes.Select(Row));
        return 0;
    }

    private static Row Row(VolumeDetails volume) => new(new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
    {
        ["Driver"] = () => volume.Driver,
        ["Name"] = () => volume.Name,
        ["Scope"] = () => volume.Scope,
        ["Mountpoint"] = () => volume.Mountpoint,
        ["Labels"] = () => string.Join(',', (volume.Labels ?? []).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")),
        ["Links"] = () => "N/A",
        ["Size"] = () => "N/A",
        ["Availability"] = () => "N/A",
        ["Group"] = () => "N/A",
        ["Status"] = () => "N/A",
    }, name => volume.Labels?.GetValueOrDefault(name) ?? "");
}
