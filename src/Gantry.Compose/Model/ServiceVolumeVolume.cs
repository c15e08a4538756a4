using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>What concerns the mount of a volume.</summary>
public sealed record ServiceVolumeVolume
{
    /// <summary>Labels of an anonymous volume.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = None.Text;

    /// <summary>Whether the image's files stay out of an empty volume.</summary>
    public bool NoCopy { get; init; }

    /// <summary>A path inside the volume.</summary>
    public string? Subpath { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
