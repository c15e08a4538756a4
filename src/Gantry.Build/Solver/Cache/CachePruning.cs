namespace Gantry.Build.Solver.Cache;

/// <summary>Decides what goes of the build cache, as BuildKit does: what was not used for longest goes first.</summary>
internal static class CachePruning
{
    /// <summary>The parts that may go, in their order.</summary>
    /// <param name="parts">All parts.</param>
    /// <param name="request">What may go.</param>
    /// <param name="freeBytes">The disk's free bytes.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<CachePart> Plan(IReadOnlyList<CachePart> parts, PruneRequest request, long freeBytes, DateTimeOffset now)
    {
        var filter = CacheFilter.Parse(request.Filters, "prune");
        var candidates = parts
            .Where(p => !p.Record.InUse && (request.All || !(p.Record.Shared || p.Record.Type is "internal" or "frontend")))
            .Where(p => request.KeepDuration <= TimeSpan.Zero || now - (p.Record.LastUsed ?? p.Record.Created) >= request.KeepDuration)
            .Where(p => filter.Matches(p.Record))
            .OrderBy(p => p.Record.LastUsed ?? p.Record.Created)
            .ToList();
        var kept = parts.Sum(p => p.Record.Size);
        if (Room(request, kept, freeBytes) is not { } allowed) return candidates;
        var going = new List<CachePart>();
        foreach (var part in candidates)
        {
            if (kept <= allowed) break;
            going.Add(part);
            kept -= part.Record.Size;
        }

        return going;
    }

    /// <summary>How many bytes may stay; null: there is no such rule, and all that may go goes.</summary>
    private static long? Room(PruneRequest request, long kept, long freeBytes)
    {
        if (request.ReservedSpace <= 0 && request.MaxUsedSpace <= 0 && request.MinFreeSpace <= 0) return null;
        var most = request.MaxUsedSpace > 0 ? request.MaxUsedSpace : long.MaxValue;
        // What lacks in free space is taken from the cache; without either limit the reserve itself is the limit.
        if (request.MinFreeSpace > 0) most = Math.Min(most, Math.Max(0, kept - Math.Max(0, request.MinFreeSpace - freeBytes)));
        if (most == long.MaxValue) return request.ReservedSpace;
        return Math.Max(most, request.ReservedSpace);
    }
}
