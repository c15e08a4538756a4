namespace Gantry.Storage.Snapshots;

/// <summary>A difference between a snapshot's tree and the layers below.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Path">The path inside the tree, with a leading slash.</param>
public sealed record SnapshotChange(ChangeKind Kind, string Path);
