namespace Gantry.Build.Solver;

/// <summary>How the administrator has the build cache cleaned.</summary>
public sealed record CacheSettings
{
    /// <summary>Whether it is cleaned by itself.</summary>
    public bool IsCleaned { get; init; } = true;

    /// <summary>Bytes that stay in any case; null: a part of the disk.</summary>
    public long? ReservedSpace { get; init; }

    /// <summary>Bytes above which it is cleaned; null: a part of the disk.</summary>
    public long? MaxUsedSpace { get; init; }

    /// <summary>Bytes of the disk that are to be free; null: a part of the disk.</summary>
    public long? MinFreeSpace { get; init; }

    /// <summary>Rules in their order; none: the usual ones.</summary>
    public IReadOnlyList<PruneRequest> Rules { get; init; } = [];

    /// <summary>The rules that hold.</summary>
    /// <param name="diskBytes">The size of the disk.</param>
    public IReadOnlyList<PruneRequest> RulesFor(long diskBytes) => !IsCleaned ? [] : Rules.Count > 0 ? Rules : CacheRules.Default(diskBytes, this);
}
