using Gantry.Linux.Files;
using Gantry.Oci.Runtime;

namespace Gantry.Storage.Diff;

/// <summary>How an archive becomes a tree.</summary>
internal sealed record ApplyRules
{
    /// <summary>A layer: at the root, with whiteouts.</summary>
    public static ApplyRules Layer { get; } = new() { IsLayer = true };

    /// <summary>Whether the archive's whiteouts have their meaning.</summary>
    public bool IsLayer { get; init; }

    /// <summary>The directory the entries go to, a plain path without leading slash; empty: the root.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Whether it is an error when a directory would replace something else, or something else a directory.</summary>
    public bool KeepsKinds { get; init; }

    /// <summary>Who owns everything; null: whom the archive says.</summary>
    public (uint User, uint Group)? Owner { get; init; }

    /// <summary>How ids in archives are those in the tree; null: they are the same.</summary>
    public IdMappings? Ids { get; init; }

    /// <summary>Whether what is unpacked goes again soon, so that the disk need not see it.</summary>
    public bool IsPassing { get; init; }

    /// <summary>Hears what every file holds, while it comes; null: nobody wants to know.</summary>
    public FileHashed? Hashed { get; init; }

    /// <summary>Where in the tree an entry goes.</summary>
    public string Place(string path) => Directory.Length == 0 ? path : $"{Directory}/{path}";
}

/// <summary>Hears what a file holds that was just unpacked.</summary>
/// <param name="status">The file, with its owner, permissions and time.</param>
/// <param name="digest">The SHA-256 of its content; empty for a sparse file, which is not hashed.</param>
public delegate void FileHashed(in FileStatus status, ReadOnlySpan<byte> digest);
