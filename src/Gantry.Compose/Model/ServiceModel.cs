using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>How a service learns of a model.</summary>
public sealed record ServiceModel
{
    /// <summary>The variable with the endpoint's address.</summary>
    public string? EndpointVariable { get; init; }

    /// <summary>The variable with the model's name.</summary>
    public string? ModelVariable { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
