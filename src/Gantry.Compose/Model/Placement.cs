using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>Where a cluster runs containers.</summary>
public sealed record Placement
{
    /// <summary>Constraints like node.role==manager.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>Labels to spread containers over.</summary>
    public IReadOnlyList<string> Preferences { get; init; } = [];

    /// <summary>The greatest number of containers on a node; 0 is unlimited.</summary>
    public long MaxReplicas { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
