using System.Text.Json;

using Gantry.Cli.Client;

namespace Gantry.Cli.Pruning;

/// <summary>A kind of object whose unused ones can be removed.</summary>
/// <param name="Path">Where the engine is asked to.</param>
/// <param name="ListName">The member of the answer that lists what went.</param>
/// <param name="Heading">What stands above the list.</param>
internal sealed record PruneTarget(string Path, string ListName, string Heading)
{
    public static PruneTarget Containers { get; } = new("/containers/prune", "ContainersDeleted", "Deleted Containers:");

    public static PruneTarget Networks { get; } = new("/networks/prune", "NetworksDeleted", "Deleted Networks:");

    public static PruneTarget Volumes { get; } = new("/volumes/prune", "VolumesDeleted", "Deleted Volumes:");

    public static PruneTarget Images { get; } = new("/images/prune", "ImagesDeleted", "Deleted Images:");

    public static PruneTarget BuildCache { get; } = new("/build/prune", "CachesDeleted", "Deleted build cache objects:");

    /// <summary>Removes what is unused.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="filters">What to remove of it, as <c>name=value</c>.</param>
    /// <param name="extra">Further parameters of the request.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Pruned> RunAsync(EngineClient engine, IReadOnlyList<string> filters, (string Name, string Value)[] extra, CancellationToken cancellation)
    {
        var query = Query.Of([("filters", CommandLine.Filters.ToJson(filters)), .. extra]);
        using var answer = await engine.SendAsync(HttpMethod.Post, Path + query, null, cancellation);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
        var removed = json.RootElement.TryGetProperty(ListName, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(Line).ToList() : [];
        var space = json.RootElement.TryGetProperty("SpaceReclaimed", out var bytes) ? bytes.GetDouble() : 0;
        return new Pruned(removed.Count > 0 ? $"{Heading}\n{string.Join('\n', removed)}\n" : "", space);
    }

    /// <summary>An image's entry says whether a name or the image itself went; all others are names.</summary>
    private static string Line(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.String ? entry.GetString()!
        : entry.TryGetProperty("Untagged", out var name) && name.GetString() is { Length: > 0 } untagged ? $"untagged: {untagged}"
        : $"deleted: {entry.GetProperty("Deleted").GetString()}";
}
