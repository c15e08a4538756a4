using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>Options of a volume mount.</summary>
public sealed record ServiceVolumeVolume
{
    /// <summary>Labels of an anonymous volume.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Project.NoMap;

    /// <summary>Whether the image's content is not copied into an empty volume.</summary>
    public bool NoCopy { get; init; }

    /// <summary>The path in the volume to mount.</summary>
    public string? Subpath { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
