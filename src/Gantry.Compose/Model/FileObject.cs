using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A config or secret of the project.</summary>
public sealed record FileObject
{
    /// <summary>The name the engine knows it by.</summary>
    public string Name { get; init; } = "";

    /// <summary>The file with its content.</summary>
    public string? File { get; init; }

    /// <summary>The variable with its content.</summary>
    public string? Environment { get; init; }

    /// <summary>The content itself; for one from the environment, the variable's value.</summary>
    public string? Content { get; init; }

    /// <summary>Whether somebody else makes it.</summary>
    public bool External { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Project.NoMap;

    /// <summary>The secret driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Options of the secret driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = Project.NoMap;

    /// <summary>The template driver.</summary>
    public string? TemplateDriver { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
