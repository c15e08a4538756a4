namespace Gantry.Storage.Snapshots;

/// <summary>What a snapshot's own layer takes.</summary>
/// <param name="Size">The files' apparent sizes in bytes; hard links counted once.</param>
/// <param name="Entries">How many files, directories and other entries.</param>
public sealed record SnapshotUsage(long Size, long Entries);
