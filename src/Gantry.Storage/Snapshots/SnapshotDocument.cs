using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

/// <summary>A snapshot's record on disk, <c>snapshot.json</c> in its directory. A directory without one is an unfinished snapshot.</summary>
internal sealed record SnapshotDocument
{
    /// <summary>The key of an active snapshot; null for a committed layer.</summary>
    public string? Key { get; init; }

    /// <summary>The directory of the skeleton an active snapshot stands on; null for none.</summary>
    public string? Skeleton { get; init; }

    /// <summary>Whether this is the skeleton of the containers that stand on the parent.</summary>
    public bool IsSkeleton { get; init; }

    /// <summary>The chain id of a committed layer; empty for an active snapshot.</summary>
    public Digest ChainId { get; init; }

    /// <summary>The chain id of the layer below; empty at the bottom.</summary>
    public Digest Parent { get; init; }

    /// <summary>The digest of a committed layer's uncompressed tar.</summary>
    public Digest DiffId { get; init; }

    /// <summary>A committed layer's size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>A committed layer's number of entries.</summary>
    public long Entries { get; init; }
}
