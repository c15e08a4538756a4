using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>What concerns a tmpfs.</summary>
public sealed record ServiceVolumeTmpfs
{
    /// <summary>The limit in bytes; 0: none.</summary>
    public long Size { get; init; }

    /// <summary>The directory's mode bits.</summary>
    public uint Mode { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
