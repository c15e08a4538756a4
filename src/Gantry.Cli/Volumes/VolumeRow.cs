using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Volumes;

/// <summary>A volume as <c>volume ls</c> shows it. What only cluster volumes have is not available for others.</summary>
internal static class VolumeRow
{
    public const string Columns = "{{.Driver}}\t{{.Name}}";

    public const string ClusterColumns = "{{.Name}}\t{{.Group}}\t{{.Driver}}\t{{.Availability}}\t{{.Status}}";

    public const string UsageColumns = "{{.Name}}\t{{.Links}}\t{{.Size}}";

    public const string Raw = "name: {{.Name}}\ndriver: {{.Driver}}\n";

    private const string NotAvailable = "N/A";

    public static Fields Headers { get; } = new()
    {
        ["Name"] = "VOLUME NAME",
        ["Driver"] = "DRIVER",
        ["Scope"] = "SCOPE",
        ["Availability"] = "AVAILABILITY",
        ["Mountpoint"] = "MOUNTPOINT",
        ["Labels"] = "LABELS",
        ["Links"] = "LINKS",
        ["Size"] = "SIZE",
        ["Group"] = "GROUP",
        ["Status"] = "STATUS",
    };

    public static Row Of(VolumeDetails volume) => new(
        new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
        {
            ["Name"] = () => volume.Name,
            ["Driver"] = () => volume.Driver,
            ["Scope"] = () => volume.Scope,
            ["Mountpoint"] = () => volume.Mountpoint,
            ["Labels"] = () => LabelText.Of(volume.Labels),
            ["Links"] = () => volume.UsageData is { } usage ? usage.RefCount.ToString(CultureInfo.InvariantCulture) : NotAvailable,
            ["Size"] = () => volume.UsageData is { Size: >= 0 } usage ? HumanSize.Decimal(usage.Size) : NotAvailable,
            ["Availability"] = () => NotAvailable,
            ["Group"] = () => NotAvailable,
            ["Status"] = () => NotAvailable,
        },
        name => volume.Labels?.GetValueOrDefault(name) ?? "")
    {
        TypeName = "*formatter.volumeContext",
    };
}
