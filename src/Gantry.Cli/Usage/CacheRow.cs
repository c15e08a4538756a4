using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Usage;

/// <summary>A kept step of a build as <c>system df -v</c> shows it.</summary>
internal static class CacheRow
{
    public const string Columns = "{{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}";

    private const int ShortId = 12;

    public static Fields Headers { get; } = new()
    {
        ["ID"] = "CACHE ID",
        ["CacheType"] = "CACHE TYPE",
        ["Size"] = "SIZE",
        ["CreatedSince"] = "CREATED",
        ["LastUsedSince"] = "LAST USED",
        ["UsageCount"] = "USAGE",
        ["Shared"] = "SHARED",
        ["Description"] = "DESCRIPTION",
        ["InUse"] = "IN USE",
    };

    public static Row Of(CachedStep step, bool full, DateTimeOffset now) => new(new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
    {
        ["ID"] = () => (full || step.ID.Length <= ShortId ? step.ID : step.ID[..ShortId]) + (step.InUse && !full ? "*" : ""),
        ["CacheType"] = () => step.Type,
        ["Description"] = () => step.Description,
        ["Size"] = () => HumanSize.Decimal(step.Size, 3),
        ["CreatedAt"] = () => step.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        ["CreatedSince"] = () => HumanDuration.Ago(step.CreatedAt.ToUnixTimeSeconds(), now),
        ["LastUsedAt"] = () => step.LastUsedAt?.ToString("O", CultureInfo.InvariantCulture) ?? "",
        ["LastUsedSince"] = () => step.LastUsedAt is { } used ? HumanDuration.Ago(used.ToUnixTimeSeconds(), now) : "",
        ["UsageCount"] = () => step.UsageCount.ToString(CultureInfo.InvariantCulture),
        ["InUse"] = () => step.InUse ? "true" : "false",
        ["Shared"] = () => step.Shared ? "true" : "false",
    });
}
