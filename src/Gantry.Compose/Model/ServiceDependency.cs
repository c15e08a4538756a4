using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>How a service depends on another.</summary>
public sealed record ServiceDependency
{
    /// <summary><c>service_started</c>, <c>service_healthy</c> or <c>service_completed_successfully</c>.</summary>
    public string Condition { get; init; } = "service_started";

    /// <summary>Whether a new container of the other means a restart.</summary>
    public bool Restart { get; init; }

    /// <summary>Whether the other must be there.</summary>
    public bool Required { get; init; } = true;

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
