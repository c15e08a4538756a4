using Gantry.Build.Solver.Steps;
using Gantry.Storage.Steps;

namespace Gantry.Build.Solver.Cache;

/// <summary>What builds keep: results of steps, directories that clients' files are synchronised to, directories of cache mounts.</summary>
internal sealed class BuildCache(StepHost host, SharedSteps shared)
{
    private const int IdLength = 25;

    /// <summary>All of it, by whoever removes it.</summary>
    public IReadOnlyList<CachePart> Parts()
    {
        var records = host.Store.StepRecords.All;
        var inImages = host.Store.ImageLayers();
        var byTree = records.Where(r => !r.ChainId.IsEmpty).GroupBy(r => r.ChainId).ToDictionary(g => g.Key, g => g.Select(r => r.Key).Min(StringComparer.Ordinal)!);
        return
        [
            .. records.Select(r => new CachePart(
                new CacheRecord
                {
                    Id = r.Key[..IdLength],
                    Parents = byTree.TryGetValue(r.Parent, out var parent) && parent != r.Key ? [parent[..IdLength]] : [],
                    Description = r.Description,
                    Created = r.Created,
                    LastUsed = r.LastUsed,
                    Uses = r.Uses,
                    InUse = shared.IsUsed(r.Key),
                    Shared = inImages.Contains(r.ChainId),
                    // Results that came to the same tree share its layer: it is counted once.
                    Size = byTree.GetValueOrDefault(r.ChainId) == r.Key ? host.Store.Snapshots.FindLayer(r.ChainId)?.Usage.Size ?? 0 : 0,
                },
                r)),
            .. host.Locals.All.Select(d => new CachePart(Describe(d, "source.local"), null, d)),
            .. host.CacheMounts.All.Select(d => new CachePart(Describe(d, "exec.cachemount"), null, d)),
        ];
    }

    /// <summary>Removes a part, unless a build uses it now. The layers of results go with <see cref="Collect"/>.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool Remove(CachePart part) => part.Step is { } step
        ? !shared.IsUsed(step.Key) && host.Store.StepRecords.Remove(step.Key)
        : part.Directory is { } directory && (part.Record.Type == "source.local" ? host.Locals.Remove(directory.Name) : host.CacheMounts.Remove(directory.Name));

    /// <summary>Removes what removed results alone needed.</summary>
    public void Collect(IReadOnlyCollection<CachePart> removed) => host.Store.Collect([.. removed.Select(r => r.Step).OfType<StepRecord>()]);

    /// <summary>The free bytes of the disk the cache is on.</summary>
    public long FreeBytes => new DriveInfo(host.Directory).AvailableFreeSpace;

    private static CacheRecord Describe(KeptDirectory directory, string type) => new()
    {
        Id = directory.Name[..IdLength],
        Type = type,
        Description = directory.About.Description,
        Mutable = true,
        InUse = directory.InUse,
        Created = directory.About.Created,
        LastUsed = directory.About.LastUsed,
        Uses = directory.About.Uses,
        Size = TreeSize.Of(directory.Path),
    };
}

/// <summary>A part of the build cache.</summary>
/// <param name="Record">What clients are told of it.</param>
/// <param name="Step">The result it is; null: it is a directory.</param>
/// <param name="Directory">The directory it is; null: it is a result.</param>
internal sealed record CachePart(CacheRecord Record, StepRecord? Step, KeptDirectory? Directory = null);
