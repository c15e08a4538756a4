using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A program that stands for a service's containers.</summary>
public sealed record ServiceProvider
{
    /// <summary>The program: compose-TYPE or a path.</summary>
    public string? Type { get; init; }

    /// <summary>Options of the program; one may have several values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
