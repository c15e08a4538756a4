using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A secret or config that a service or a build gets.</summary>
public sealed record FileReference
{
    /// <summary>The name in the file.</summary>
    public required string Source { get; init; }

    /// <summary>The path in the container.</summary>
    public string? Target { get; init; }

    /// <summary>The owner's id.</summary>
    public string? User { get; init; }

    /// <summary>The group's id.</summary>
    public string? Group { get; init; }

    /// <summary>The mode bits.</summary>
    public int? Mode { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
