using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Containers;

/// <summary>A container as <c>ps</c> shows it.</summary>
internal static class ContainerRow
{
    public const string Columns = "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";

    public const string Raw =
        "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\nstate: {{.State}}\nstatus: {{.Status}}\nnames: {{.Names}}\nlabels:{{if .Labels}} {{.Labels}}{{end}}\nports:{{if .Ports}} {{.Ports}}{{end}}\n";

    private const int ShortId = 12;
    private const int ShortCommand = 20;
    private const int ShortMount = 15;

    public static Fields Headers { get; } = new()
    {
        ["ID"] = "CONTAINER ID",
        ["Image"] = "IMAGE",
        ["Command"] = "COMMAND",
        ["CreatedAt"] = "CREATED AT",
        ["RunningFor"] = "CREATED",
        ["Ports"] = "PORTS",
        ["State"] = "STATE",
        ["Status"] = "STATUS",
        ["Size"] = "SIZE",
        ["Names"] = "NAMES",
        ["Labels"] = "LABELS",
        ["Mounts"] = "MOUNTS",
        ["LocalVolumes"] = "LOCAL VOLUMES",
        ["Networks"] = "NETWORKS",
        ["Platform"] = "PLATFORM",
    };

    public static Row Of(ContainerSummary container, bool full, DateTimeOffset now, Action? sizeAsked = null) =>
        new(Cells(container, full, now, sizeAsked), name => container.Labels?.GetValueOrDefault(name) ?? "") { TypeName = "*formatter.ContainerContext" };

    /// <summary>The cells of a row, each computed when it is asked for.</summary>
    public static SortedDictionary<string, Func<object?>> Cells(ContainerSummary container, bool full, DateTimeOffset now, Action? sizeAsked = null) => new(StringComparer.Ordinal)
    {
        ["ID"] = () => full ? container.Id : Shorten(container.Id, ShortId),
        ["Image"] = () => Image(container, full),
        ["Command"] = () => $"\"{Escape(full ? container.Command : Text.Ellipsis(container.Command, ShortCommand))}\"",
        ["CreatedAt"] = () => LocalTime.Of(container.Created),
        ["RunningFor"] = () => HumanDuration.Ago(container.Created, now),
        ["Ports"] = () => PortList.Of(container.Ports ?? []),
        ["State"] = () => container.State,
        ["Status"] = () => container.Status,
        ["Size"] = () => Size(container, sizeAsked),
        ["Names"] = () => Names(container, full),
        ["Labels"] = () => string.Join(',', (container.Labels ?? []).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")),
        ["Mounts"] = () => string.Join(',', Mounts(container).Select(name => full ? name : Text.Ellipsis(name, ShortMount))),
        ["LocalVolumes"] = () => (container.Mounts ?? []).Count(mount => mount.Driver == "local").ToString(CultureInfo.InvariantCulture),
        ["Networks"] = () => string.Join(',', (container.NetworkSettings?.Networks ?? []).Keys.Order(StringComparer.Ordinal)),
        ["Platform"] = () => null,
    };

    /// <summary>Whether a template uses the size, which the engine computes only when asked.</summary>
    public static bool AsksForSize(string template)
    {
        if (template is "" or "json" or "raw" or "table")
            return false;
        var asked = false;
        var row = Of(new ContainerSummary { Id = "", Image = "", ImageID = "", Command = "", State = "", Status = "" }, full: false, DateTimeOffset.UnixEpoch, () => asked = true);
        try
        {
            GoTemplate.Parse(template).Execute(row);
        }
        catch (TemplateException)
        {
            // It is reported when it is used.
        }

        return asked;
    }

    private static string Image(ContainerSummary container, bool full)
    {
        if (container.Image.Length == 0)
            return "<no image>";
        if (full)
            return container.Image;
        var id = container.ImageID.Replace("sha256:", "", StringComparison.Ordinal);
        if (container.Image == container.ImageID || container.Image == id)
            return Shorten(id, ShortId);
        return container.Image.Contains("@sha256:", StringComparison.Ordinal) ? container.Image[..container.Image.IndexOf('@')] : container.Image;
    }

    private static string Names(ContainerSummary container, bool full)
    {
        var names = (container.Names ?? []).Select(name => name.TrimStart('/'));
        return string.Join(',', full ? names : names.Where(name => !name.Contains('/')));
    }

    private static IEnumerable<string> Mounts(ContainerSummary container) =>
        (container.Mounts ?? []).Select(mount => mount.Name is { Length: > 0 } name ? name : mount.Source ?? "");

    private static string Size(ContainerSummary container, Action? asked)
    {
        asked?.Invoke();
        var own = HumanSize.Decimal(container.SizeRw, 3);
        return container.SizeRootFs > 0 ? $"{own} (virtual {HumanSize.Decimal(container.SizeRootFs, 3)})" : own;
    }

    private static string Shorten(string id, int length) => id.Length > length ? id[..length] : id;

    private static string Escape(string command) => command.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
