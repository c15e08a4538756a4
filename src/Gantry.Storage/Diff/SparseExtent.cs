namespace Gantry.Storage.Diff;

/// <summary>A stored part of a sparse file.</summary>
/// <param name="Offset">Where it stands in the file.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct SparseExtent(long Offset, long Length);
