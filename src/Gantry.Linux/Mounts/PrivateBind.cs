namespace Gantry.Linux.Mounts;

/// <summary>A place of the host that is mounted into a tree.</summary>
/// <param name="Source">The path on the host.</param>
/// <param name="Target">The path in the tree.</param>
/// <param name="IsReadOnly">Whether it cannot be written there.</param>
public sealed record PrivateBind(string Source, string Target, bool IsReadOnly);
