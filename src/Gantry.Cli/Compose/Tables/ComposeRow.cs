using Gantry.Cli.Client;
using Gantry.Cli.Compose.Engine;
using Gantry.Cli.Containers;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Tables;

/// <summary>A container as <c>compose ps</c> shows it: Docker's own columns, and those of projects.</summary>
internal static class ComposeRow
{
    public const string Columns = "{{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}";

    public static Fields Headers { get; } = new(ContainerRow.Headers)
    {
        ["Name"] = "NAME",
        ["Project"] = "PROJECT",
        ["Service"] = "SERVICE",
    };

    /// <param name="container">The container.</param>
    /// <param name="details">What only its details tell.</param>
    /// <param name="full">Whether nothing is shortened.</param>
    /// <param name="now">The time.</param>
    public static Row Of(ContainerSummary container, ContainerState? details, bool full, DateTimeOffset now)
    {
        // Docker's Compose knows containers' health and exit codes, and shows no platform.
        var cells = ContainerRow.Cells(container, full, now);
        cells.Remove("Platform");
        cells["Image"] = () => container.Image;
        cells["Name"] = () => ComposeEngine.NameOf(container);
        cells["Project"] = () => container.Labels?.GetValueOrDefault(ComposeLabels.Project) ?? "";
        cells["Service"] = () => container.Labels?.GetValueOrDefault(ComposeLabels.Service) ?? "";
        cells["Health"] = () => details is { Status: "running", Health.Status: var health } ? health : "";
        cells["ExitCode"] = () => details?.Status is "exited" or "dead" ? (long)details.ExitCode : 0L;
        cells["Publishers"] = () => (container.Ports ?? []).OrderBy(port => port.PrivatePort).Select(Publisher).ToList<object?>();
        return new Row(cells, name => container.Labels?.GetValueOrDefault(name) ?? "");
    }

    private static Fields Publisher(PublishedPort port) => new()
    {
        ["URL"] = port.IP ?? "",
        ["TargetPort"] = (long)port.PrivatePort,
        ["PublishedPort"] = (long)port.PublicPort,
        ["Protocol"] = port.Type,
    };
}
