using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A limit of processes.</summary>
public sealed record Ulimit
{
    /// <summary>Both limits in one; 0: they are told apart.</summary>
    public long Single { get; init; }

    /// <summary>The soft limit.</summary>
    public long Soft { get; init; }

    /// <summary>The hard limit.</summary>
    public long Hard { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
