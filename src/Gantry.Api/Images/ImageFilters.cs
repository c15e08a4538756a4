using Gantry.Api.Routing;
using Gantry.Build.Dockerfiles;
using Gantry.Engine.Images;
using Gantry.Storage.Images;

namespace Gantry.Api.Images;

/// <summary>Which images a list shows.</summary>
internal static class ImageFilters
{
    public static IEnumerable<ImageRecord> Apply(ApiContext context, IImages images)
    {
        var filters = Filters.Read(context, "before", "dangling", "label", "label!", "reference", "since", "until");
        var dangling = filters.Flag("dangling");
        DateTimeOffset? before = filters.Has("before") ? images.Find(filters["before"][0]).Created : null;
        DateTimeOffset? since = filters.Has("since") ? images.Find(filters["since"][0]).Created : null;
        var until = filters.Until();
        IReadOnlyList<SourcePattern> patterns = filters.Has("reference") ? [.. filters["reference"].Select(p => new SourcePattern(p))] : [];
        var all = images.All;
        var parents = context.Flag("all") ? [] : all.Select(i => i.Parent).ToHashSet();
        return all
            .Where(i => filters.Labels(i.Config.Config?.Labels)
                && (before is null || i.Created < before) && (since is null || i.Created > since) && (until is null || i.Created < until))
            .Where(i => IsNamed(i) ? dangling is not true || i.Names.Count == 0 : dangling is not false && !parents.Contains(i.Id))
            .Select(i => filters.Has("reference") ? i with { Names = Matching(i.Names), Digests = Matching(i.Digests) } : i)
            .Where(i => !filters.Has("reference") || IsNamed(i));

        IReadOnlyList<string> Matching(IReadOnlyList<string> names) => [.. names.Where(n => patterns.Any(p => Matches(p, n)))];
    }

    /// <summary>Images without those that have no name and were only a step to others.</summary>
    public static IEnumerable<ImageRecord> Shown(IReadOnlyList<ImageRecord> all)
    {
        var parents = all.Select(i => i.Parent).ToHashSet();
        return all.Where(i => IsNamed(i) || !parents.Contains(i.Id));
    }

    private static bool IsNamed(ImageRecord image) => image.Names.Count > 0 || image.Digests.Count > 0;

    /// <summary>A pattern without a tag or digest means every one; a star stops at a slash.</summary>
    private static bool Matches(SourcePattern pattern, string name)
    {
        var repository = name.Split('@')[0];
        if (repository.LastIndexOf(':') is var colon && colon > repository.LastIndexOf('/'))
            repository = repository[..colon];
        return pattern.Matches(name) || pattern.Matches(repository);
    }
}
