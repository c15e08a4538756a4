using System.Globalization;
using System.Text.Json.Serialization;

using Gantry.Api.Host;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Build.Solver;
using Gantry.Oci.Errors;

namespace Gantry.Api.Builds;

/// <summary>What builds keep, as Docker's own routes show it.</summary>
internal static class CacheRoutes
{
    private static readonly string[] Fields = ["id", "parent", "type", "description", "inuse", "shared", "private"];

    public static void Map(Router router, IBuilder builder) => router.Post("/build/prune", c => PruneAsync(c, builder));

    /// <summary>All records, in the API version's form.</summary>
    public static async Task<IReadOnlyList<CacheRecordAnswer>> RecordsAsync(ApiContext context, IBuilder builder) =>
        [.. (await builder.UsageAsync([], context.Aborted)).Select(r => CacheRecordAnswer.Of(r, context.Version))];

    private static async Task PruneAsync(ApiContext context, IBuilder builder)
    {
        var request = Read(context);
        var deleted = new List<string>();
        long reclaimed = 0;
        await foreach (var record in builder.PruneAsync(request, context.Aborted))
        {
            deleted.Add(record.Id);
            reclaimed += record.Size;
        }

        await context.JsonAsync(new CachePruneAnswer(deleted.Count > 0 ? deleted : null, reclaimed), ApiJson.Default.CachePruneAnswer);
    }

    private static PruneRequest Read(ApiContext context)
    {
        var request = new PruneRequest
        {
            All = context.Flag("all"),
            ReservedSpace = Bytes(context, "reserved-space") is var reserved and not 0 ? reserved : Bytes(context, "keep-storage"),
            MaxUsedSpace = Bytes(context, "max-used-space"),
            MinFreeSpace = Bytes(context, "min-free-space"),
        };
        try
        {
            var filters = Filters.Read(context, [.. Fields, "until", "unused-for", "label", "label!"]);
            if (filters.Has("until") && filters.Has("unused-for")) throw new GantryException(ErrorKind.Invalid, "conflicting filters \"until\" and \"unused-for\"");
            return request with { KeepDuration = Age(filters), Filters = [Conditions(filters)] };
        }
        catch (GantryException e) when (e.Message != "invalid filter")
        {
            throw new GantryException(e.Kind, $"failed to prune build cache: {e.Message}", e);
        }
    }

    private static TimeSpan Age(Filters filters)
    {
        var name = filters.Has("unused-for") ? "unused-for" : "until";
        switch (filters[name])
        {
            case []:
                return TimeSpan.Zero;
            case [var text]:
                try
                {
                    var now = DateTimeOffset.UtcNow;
                    return now - GoTime.ParseAgo(text, now);
                }
                catch (GantryException e)
                {
                    throw new GantryException(e.Kind, $"\"{name}\" filter expects a duration (e.g., '24h') or a timestamp: {e.Message}", e);
                }

            default:
                throw new GantryException(ErrorKind.Invalid, "filters expect only one value");
        }
    }

    private static string Conditions(Filters filters) => string.Join(',', Fields.Where(filters.Has).Select(field => filters[field] switch
    {
        [var value] => $"{field}{(field == "id" ? "~=" : "==")}{value}",
        _ => throw new GantryException(ErrorKind.Invalid, "filters expect only one value"),
    }));

    private static long Bytes(ApiContext context, string name)
    {
        if (context.Query(name) is not { Length: > 0 } text) return 0;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
            : throw new GantryException(ErrorKind.Invalid, $"{name} is in bytes and expects an integer, got {text}: strconv.Atoi: parsing \"{text}\": invalid syntax");
    }
}

/// <summary>A part of the build cache.</summary>
internal sealed record CacheRecordAnswer
{
    public required string ID { get; init; }

    /// <summary>The one parent that clients before 1.42 know.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parent { get; init; }

    /// <summary>Docker's name for it begins with a space.</summary>
    [JsonPropertyName(" Parents")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Parents { get; init; }

    public required string Type { get; init; }

    public required string Description { get; init; }

    public bool InUse { get; init; }

    public bool Shared { get; init; }

    public long Size { get; init; }

    public required string CreatedAt { get; init; }

    public string? LastUsedAt { get; init; }

    public int UsageCount { get; init; }

    public static CacheRecordAnswer Of(CacheRecord record, ApiVersion version) => new()
    {
        ID = record.Id,
        Parent = version.Minor < 42 && record.Parents.Count > 0 ? record.Parents[0] : null,
        Parents = version.Minor >= 42 && record.Parents.Count > 0 ? record.Parents : null,
        Type = record.Type,
        Description = record.Description,
        InUse = record.InUse,
        Shared = record.Shared,
        Size = record.Size,
        CreatedAt = GoTime.Format(record.Created),
        LastUsedAt = record.LastUsed is { } used ? GoTime.Format(used) : null,
        UsageCount = record.Uses,
    };
}
