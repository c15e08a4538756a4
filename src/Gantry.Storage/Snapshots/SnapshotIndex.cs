using System.Collections.Immutable;

using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

/// <summary>All snapshots at one moment; writers build the next one and swap.</summary>
/// <param name="Layers">The committed layers by chain id.</param>
/// <param name="Active">The active snapshots by key.</param>
/// <param name="Skeletons">The directories of the skeletons by the chain id of the topmost layer they are for.</param>
/// <param name="StepSkeletons">Those for steps of builds, which do not outlive this process.</param>
internal sealed record SnapshotIndex(
    ImmutableDictionary<Digest, Layer> Layers, ImmutableDictionary<string, ActiveSnapshot> Active, ImmutableDictionary<Digest, string> Skeletons,
    ImmutableDictionary<Digest, string> StepSkeletons)
{
    public static SnapshotIndex Empty { get; } = new(
        ImmutableDictionary<Digest, Layer>.Empty,
        ImmutableDictionary.Create<string, ActiveSnapshot>(StringComparer.Ordinal),
        ImmutableDictionary<Digest, string>.Empty,
        ImmutableDictionary<Digest, string>.Empty);
}
