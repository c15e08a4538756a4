using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>Options of a temporary file system.</summary>
public sealed record ServiceVolumeTmpfs
{
    /// <summary>Its size in bytes; 0 is unlimited.</summary>
    public long Size { get; init; }

    /// <summary>The permission bits of its root.</summary>
    public int Mode { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
