using Gantry.Cli.Compose.Usage;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Usage;

/// <summary>The last that is known of what a container uses.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Asked">What it was asked for by; its short id where it was not.</param>
/// <param name="Usage">The measurement.</param>
internal sealed record UsageReading(string Id, string Asked, ContainerUsage Usage)
{
    private const int ShortId = 12;

    /// <summary>As a row of <c>stats</c>.</summary>
    public Row ToRow(bool full)
    {
        var id = full || Id.Length <= ShortId ? Id : Id[..ShortId];
        var row = UsageRow.Of(id, Usage);
        var cells = new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal);
        foreach (var name in row.Names)
            cells[name] = () => row.TryGet(name, out var value) ? value : null;
        cells["Container"] = () => Asked;
        return new Row(cells) { TypeName = "*container.statsContext" };
    }
}
