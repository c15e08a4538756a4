using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>What happens when files change during development.</summary>
public sealed record Develop
{
    /// <summary>The rules, in the order of the file.</summary>
    public IReadOnlyList<WatchTrigger> Watch { get; init; } = [];

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
