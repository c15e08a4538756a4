using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>How a service needs another one.</summary>
public sealed record ServiceDependency
{
    /// <summary>What has to be true first: service_started, service_healthy or service_completed_successfully.</summary>
    public string Condition { get; init; } = "service_started";

    /// <summary>Whether a change of the other service restarts this one.</summary>
    public bool Restart { get; init; }

    /// <summary>Whether it is an error when the other service is missing or fails.</summary>
    public bool Required { get; init; } = true;

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
