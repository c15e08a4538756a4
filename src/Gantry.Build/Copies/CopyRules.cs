using Gantry.Linux.Files;

namespace Gantry.Build.Copies;

/// <summary>How files are copied.</summary>
public sealed record CopyRules
{
    /// <summary>Who owns everything that is copied or made on the way; null: each file's own owner, and root.</summary>
    public (uint User, uint Group)? Owner { get; init; }

    /// <summary>What becomes of permission bits; null: they stay.</summary>
    public ModeChange? Mode { get; init; }

    /// <summary>The time everything gets; null: each file keeps its own.</summary>
    public FileTime? Time { get; init; }

    /// <summary>Whether a directory's content is copied, and not the directory itself into one that exists.</summary>
    public bool Contents { get; init; } = true;

    /// <summary>Whether a symbolic link as source means what it leads to.</summary>
    public bool FollowsLinks { get; init; } = true;

    /// <summary>Whether what is in the way goes, whatever it is.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether a path below the source, relative to it, is copied; null: all are. A directory that is not may still hold some that are.</summary>
    public Func<string, bool>? Selects { get; init; }
}
