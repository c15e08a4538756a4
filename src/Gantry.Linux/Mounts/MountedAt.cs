namespace Gantry.Linux.Mounts;

/// <summary>A mount as this process sees it.</summary>
/// <param name="Target">Where it is mounted.</param>
/// <param name="IsShared">Whether mounts below it show in its peers.</param>
/// <param name="IsSlave">Whether mounts below its master show in it.</param>
public sealed record MountedAt(string Target, bool IsShared, bool IsSlave);
