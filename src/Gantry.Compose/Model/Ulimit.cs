using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A resource limit.</summary>
public sealed record Ulimit
{
    /// <summary>The soft and hard limit when they are one; 0 when they are not.</summary>
    public long Single { get; init; }

    /// <summary>The soft limit.</summary>
    public long Soft { get; init; }

    /// <summary>The hard limit.</summary>
    public long Hard { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
