using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A mount of a service.</summary>
public sealed record ServiceVolume
{
    /// <summary><c>bind</c>, <c>volume</c>, <c>tmpfs</c>, <c>npipe</c>, <c>cluster</c> or <c>image</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The path on the host, the volume's name in the file, or the image.</summary>
    public string? Source { get; init; }

    /// <summary>The path in the container.</summary>
    public string? Target { get; init; }

    /// <summary>Whether it cannot be written to.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Taken for the sake of other hosts; without effect.</summary>
    public string? Consistency { get; init; }

    /// <summary>What concerns a bind mount.</summary>
    public ServiceVolumeBind? Bind { get; init; }

    /// <summary>What concerns a volume.</summary>
    public ServiceVolumeVolume? Volume { get; init; }

    /// <summary>What concerns a tmpfs.</summary>
    public ServiceVolumeTmpfs? Tmpfs { get; init; }

    /// <summary>What concerns an image.</summary>
    public ServiceVolumeImage? Image { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
