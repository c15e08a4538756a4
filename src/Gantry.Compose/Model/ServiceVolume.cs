using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A mount of a service's containers.</summary>
public sealed record ServiceVolume
{
    /// <summary>bind, volume, tmpfs, npipe, cluster or image.</summary>
    public required string Type { get; init; }

    /// <summary>The host's path, the volume's key or the image; null for an anonymous volume and tmpfs.</summary>
    public string? Source { get; init; }

    /// <summary>The path in the container.</summary>
    public required string Target { get; init; }

    /// <summary>Whether the mount is read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The consistency of the mount, which only some platforms know.</summary>
    public string? Consistency { get; init; }

    /// <summary>Options of a bind mount.</summary>
    public ServiceVolumeBind? Bind { get; init; }

    /// <summary>Options of a volume.</summary>
    public ServiceVolumeVolume? Volume { get; init; }

    /// <summary>Options of a temporary file system.</summary>
    public ServiceVolumeTmpfs? Tmpfs { get; init; }

    /// <summary>Options of an image mount.</summary>
    public ServiceVolumeImage? Image { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
