using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>Limits and reservations.</summary>
public sealed record DeployResources
{
    /// <summary>What it may use at most.</summary>
    public Resource? Limits { get; init; }

    /// <summary>What is kept for it.</summary>
    public Resource? Reservations { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
