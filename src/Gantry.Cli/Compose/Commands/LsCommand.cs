using System.CommandLine;
using System.Text.RegularExpressions;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Tables;
using Gantry.Cli.Templates;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose ls</c>: list projects.</summary>
internal sealed class LsCommand : ComposeVerb
{
    private readonly Option<bool> all = Flag.Switch("-a, --all", "Show all stopped Compose projects");
    private readonly Option<IReadOnlyList<string>> filter = Flag.List("--filter", "Filter output based on conditions provided", Filters.Check, "filter");
    private readonly Option<string> format = Flag.Text("--format", "Format the output. Values: [table | json]", "table");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only display project names");

    public LsCommand()
        : base("ls", "[OPTIONS]", "List running compose projects", Operands.None) => Accept(all, filter, format, quiet);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var names = Names(call);
        var filters = Filters.ToJson([$"label={ComposeLabels.Project}", $"label={ComposeLabels.ConfigHash}"]);
        var projects = (await call.Engine.Client.ContainersAsync(call.Get(all), filters, cancellation))
            .GroupBy(container => container.Labels?.GetValueOrDefault(ComposeLabels.Project) ?? "")
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Where(group => names.Count == 0 || names.Any(name => Regex.IsMatch(group.Key, name)))
            .Select(group => (Name: group.Key, Status: Status(group), Files: Files(call, group)))
            .ToList();
        if (call.Get(quiet))
        {
            foreach (var project in projects)
                await call.Out.WriteLineAsync(project.Name);
        }
        else if (call.Get(format).Equals("json", StringComparison.OrdinalIgnoreCase))
        {
            await call.Out.WriteLineAsync(GoJson.Write(projects.Select(project => (object?)new Fields
            {
                ["Name"] = project.Name,
                ["Status"] = project.Status,
                ["ConfigFiles"] = project.Files,
            }).ToList()));
        }
        else if (call.Get(format).ToLowerInvariant() is "table" or "pretty" or "")
        {
            await call.Out.WriteAsync(PrettyTable.Of("NAME\tSTATUS\tCONFIG FILES", projects.Select(project => $"{project.Name}\t{project.Status}\t{project.Files}")));
        }
        else
        {
            throw new CliException($"format value \"{call.Get(format)}\" could not be parsed: parsing failed");
        }

        return 0;
    }

    private List<string> Names(ComposeCall call)
    {
        var names = new List<string>();
        foreach (var (property, value) in call.Get(filter).Select(text => text.Split('=', 2)).Select(parts => (parts[0].Trim().ToLowerInvariant(), parts[^1].Trim())))
            names.Add(property == "name" ? value : throw new CliException($"invalid filter '{property}'"));
        return names;
    }

    /// <summary>How many of its containers are in each state: <c>exited(1), running(3)</c>.</summary>
    private static string Status(IEnumerable<ContainerSummary> containers) => string.Join(
        ", ", containers.GroupBy(container => container.State).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key}({group.Count()})"));

    private static string Files(ComposeCall call, IEnumerable<ContainerSummary> containers)
    {
        var files = new List<string>();
        foreach (var container in containers)
        {
            if (container.Labels?.GetValueOrDefault(ComposeLabels.ConfigFiles) is not { } label)
            {
                call.Warn($"no label \"{ComposeLabels.ConfigFiles}\" set on container \"{container.Id}\" of compose project");
                return "N/A";
            }

            files.AddRange(label.Split(',').Where(file => !files.Contains(file)));
        }

        return string.Join(',', files);
    }
}
