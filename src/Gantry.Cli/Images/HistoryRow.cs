using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Images;

/// <summary>A step of an image's history as <c>history</c> shows it.</summary>
internal static class HistoryRow
{
    public const string Columns = "{{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}";
    public const string ExactColumns = "{{.ID}}\t{{.CreatedAt}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}";
    private const int ShortCommand = 45;

    public static Fields Headers { get; } = new()
    {
        ["ID"] = "IMAGE",
        ["CreatedSince"] = "CREATED",
        ["CreatedAt"] = "CREATED AT",
        ["CreatedBy"] = "CREATED BY",
        ["Size"] = "SIZE",
        ["Comment"] = "COMMENT",
    };

    public static Row Of(HistoryEntry step, bool human, bool full, DateTimeOffset now) => new(new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
    {
        ["ID"] = () => full ? step.Id : ImageRow.ShortOf(step.Id),
        ["CreatedAt"] = () => Exact(step.Created),
        ["CreatedSince"] = () => human ? HumanDuration.Ago(step.Created, now) : Exact(step.Created),
        ["CreatedBy"] = () => Command(step.CreatedBy.Replace('\t', ' '), full),
        ["Size"] = () => human ? HumanSize.Decimal(step.Size, 3) : step.Size.ToString(CultureInfo.InvariantCulture),
        ["Comment"] = () => step.Comment,
    })
    {
        TypeName = "*image.historyContext",
    };

    private static string Command(string command, bool full) => full ? command : Text.Ellipsis(command, ShortCommand);

    private static string Exact(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToLocalTime() is var time && time.Offset == TimeSpan.Zero
            ? time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
            : time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
