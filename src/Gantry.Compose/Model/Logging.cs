using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>Where the output of containers goes.</summary>
public sealed record Logging
{
    /// <summary>The logging driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Options of the driver.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = Project.NoMap;

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
