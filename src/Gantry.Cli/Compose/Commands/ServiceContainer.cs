using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Commands;

/// <summary>Finds the one running container of a service that a command is for.</summary>
internal static class ServiceContainer
{
    /// <param name="call">The command.</param>
    /// <param name="service">The service.</param>
    /// <param name="index">Which of its containers; 0: the first.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<ContainerSummary> FindAsync(ComposeCall call, string service, long index, CancellationToken cancellation)
    {
        var project = await call.ProjectNameAsync(cancellation);
        List<string> filters = [$"label={ComposeLabels.Project}={project}", $"label={ComposeLabels.Service}={service}", $"label={ComposeLabels.ConfigHash}"];
        if (index > 0)
            filters.Add($"label={ComposeLabels.Number}={index}");
        var found = await call.Engine.Client.ContainersAsync(all: false, Filters.ToJson(filters), cancellation);
        return found.OrderBy(container => container.Labels?.GetValueOrDefault(ComposeLabels.OneOff) == "True")
            .ThenBy(container => Engine.ComposeEngine.Observe(container).Number ?? 0).FirstOrDefault()
            ?? throw new CliException($"service \"{service}\" is not running{(index > 0 ? $" container #{index}" : "")}");
    }
}
