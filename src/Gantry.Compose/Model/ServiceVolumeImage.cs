using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>Options of an image mount.</summary>
public sealed record ServiceVolumeImage
{
    /// <summary>The path in the image to mount.</summary>
    public string? Subpath { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
