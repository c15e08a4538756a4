namespace Gantry.Storage.Snapshots;

/// <summary>How to mount a snapshot, as data: mount(2)'s type, source and options.</summary>
/// <param name="Type">"overlay" or "bind".</param>
/// <param name="Source">The source: "overlay", or the directory to bind.</param>
/// <param name="Options">The options, for example "lowerdir=3/fs:1/fs"; relative paths in them start at <paramref name="WorkingDirectory"/>.</param>
/// <param name="WorkingDirectory">The directory the mounting process must stand in, so that many layers fit the page mount(2) takes.</param>
public sealed record SnapshotMount(string Type, string Source, IReadOnlyList<string> Options, string WorkingDirectory);
