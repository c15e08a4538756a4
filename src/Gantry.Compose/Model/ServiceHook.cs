using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A command that runs in a container at a point of its life.</summary>
public sealed record ServiceHook
{
    /// <summary>The command.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The user it runs as.</summary>
    public string? User { get; init; }

    /// <summary>Whether it runs with every capability.</summary>
    public bool Privileged { get; init; }

    /// <summary>The directory it starts in.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
