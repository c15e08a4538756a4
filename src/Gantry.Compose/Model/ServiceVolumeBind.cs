using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>What concerns a bind mount.</summary>
public sealed record ServiceVolumeBind
{
    /// <summary>The label's kind, <c>z</c> or <c>Z</c>.</summary>
    public string? SELinux { get; init; }

    /// <summary>The mount's propagation.</summary>
    public string? Propagation { get; init; }

    /// <summary>Whether a missing directory is made on the host.</summary>
    public bool CreateHostPath { get; init; }

    /// <summary>How mounts below are taken along.</summary>
    public string? Recursive { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
