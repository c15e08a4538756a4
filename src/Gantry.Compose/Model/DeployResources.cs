using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>Resources of a service's containers.</summary>
public sealed record DeployResources
{
    /// <summary>What a container may use at most.</summary>
    public Resource? Limits { get; init; }

    /// <summary>What a container is promised.</summary>
    public Resource? Reservations { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
