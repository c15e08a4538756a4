using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A config or secret as a service sees it.</summary>
public sealed record FileReference
{
    /// <summary>The key of the config or secret.</summary>
    public required string Source { get; init; }

    /// <summary>The path or name in the container.</summary>
    public string? Target { get; init; }

    /// <summary>The numeric user that owns the file.</summary>
    public string? User { get; init; }

    /// <summary>The numeric group that owns the file.</summary>
    public string? Group { get; init; }

    /// <summary>The permission bits.</summary>
    public int? Mode { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
