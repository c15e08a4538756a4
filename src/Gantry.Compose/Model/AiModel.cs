using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A model the project uses.</summary>
public sealed record AiModel
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>The artifact's reference.</summary>
    public string? Model { get; init; }

    /// <summary>The size of its context in tokens; 0 leaves it to the runner.</summary>
    public int ContextSize { get; init; }

    /// <summary>Flags for the inference engine.</summary>
    public IReadOnlyList<string> RuntimeFlags { get; init; } = [];

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
