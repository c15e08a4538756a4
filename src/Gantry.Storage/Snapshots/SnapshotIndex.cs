using System.Collections.Immutable;

using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

/// <summary>All snapshots at one moment; writers build the next one and swap.</summary>
/// <param name="Layers">The committed layers by chain id.</param>
/// <param name="Active">The active snapshots by key.</param>
internal sealed record SnapshotIndex(ImmutableDictionary<Digest, Layer> Layers, ImmutableDictionary<string, ActiveSnapshot> Active)
{
    public static SnapshotIndex Empty { get; } =
        new(ImmutableDictionary<Digest, Layer>.Empty, ImmutableDictionary.Create<string, ActiveSnapshot>(StringComparer.Ordinal));
}
