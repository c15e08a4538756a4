using Gantry.Linux.Files;

namespace Gantry.Storage.Diff;

/// <summary>One entry of a tar with everything its headers said. Names are in the form of <see cref="FileName"/>.</summary>
internal sealed record TarEntry
{
    /// <summary>What it describes.</summary>
    public TarEntryKind Kind { get; init; }

    /// <summary>The path as written.</summary>
    public string Name { get; init; } = "";

    /// <summary>The target of a link.</summary>
    public string LinkName { get; init; } = "";

    /// <summary>The permission bits with set-user-id, set-group-id and sticky.</summary>
    public uint Permissions { get; init; }

    /// <summary>The owner.</summary>
    public uint UserId { get; init; }

    /// <summary>The group.</summary>
    public uint GroupId { get; init; }

    /// <summary>The file's size in bytes, holes included.</summary>
    public long Size { get; init; }

    /// <summary>When the content changed last.</summary>
    public FileTime Modified { get; init; }

    /// <summary>For device nodes.</summary>
    public DeviceNumber Device { get; init; }

    /// <summary>Extended attributes.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Attributes { get; init; } = [];

    /// <summary>The stored parts of a sparse file, in order; null for a file that is stored whole.</summary>
    public IReadOnlyList<SparseExtent>? Extents { get; init; }
}
