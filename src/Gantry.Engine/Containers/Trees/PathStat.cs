using Gantry.Linux.Files;

namespace Gantry.Engine.Containers.Trees;

/// <summary>What a path in a container stands for.</summary>
/// <param name="Name">The last component, or "/".</param>
/// <param name="Status">What it is.</param>
/// <param name="LinkTarget">Where a symbolic link leads in the end; empty for anything else.</param>
public sealed record PathStat(string Name, FileStatus Status, string LinkTarget);
