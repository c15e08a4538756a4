using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

/// <summary>A writable tree.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Parent">The chain id of the layer below; empty for none.</param>
/// <param name="Directory">Its directory's name under the snapshots' root.</param>
/// <param name="Skeleton">The name of the directory of what it is mounted over; null where there is none.</param>
internal sealed record ActiveSnapshot(string Key, Digest Parent, string Directory, string? Skeleton);
