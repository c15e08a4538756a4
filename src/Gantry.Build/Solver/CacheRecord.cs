namespace Gantry.Build.Solver;

/// <summary>A part of the build cache.</summary>
public sealed record CacheRecord
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>The records it is made over.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>"regular", "internal", "frontend", "source.local", "source.git.checkout" or "exec.cachemount".</summary>
    public string Type { get; init; } = "regular";

    /// <summary>What made it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether it can still change.</summary>
    public bool Mutable { get; init; }

    /// <summary>Whether a build uses it now.</summary>
    public bool InUse { get; init; }

    /// <summary>Whether an image has it too.</summary>
    public bool Shared { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When a build last used it; null: not since it was made.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>How often builds used it.</summary>
    public int Uses { get; init; }
}

/// <summary>What may go of the build cache.</summary>
public sealed record PruneRequest
{
    /// <summary>Whether what images share, and internal records, may go too.</summary>
    public bool All { get; init; }

    /// <summary>Conditions as <c>field==value</c>; a record may go if one of them holds, or there is none.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>What was used within this time stays; zero: no such rule.</summary>
    public TimeSpan KeepDuration { get; init; }

    /// <summary>This many bytes stay; zero: no such rule.</summary>
    public long ReservedSpace { get; init; }

    /// <summary>Only what is above this many bytes goes; zero: no such rule.</summary>
    public long MaxUsedSpace { get; init; }

    /// <summary>It ends when this many bytes of the disk are free; zero: no such rule.</summary>
    public long MinFreeSpace { get; init; }
}
