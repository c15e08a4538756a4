using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A volume of the project.</summary>
public sealed record Volume
{
    /// <summary>The name the engine knows it by.</summary>
    public required string Name { get; init; }

    /// <summary>The volume driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Options of the driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = Project.NoMap;

    /// <summary>Whether somebody else makes it.</summary>
    public bool External { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Project.NoMap;

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
