namespace Gantry.Build.Graph.Operations;

/// <summary>What a mount shows.</summary>
public enum ExecMountKind
{
    /// <summary>An input.</summary>
    Bind,

    /// <summary>A secret of the client's in a file.</summary>
    Secret,

    /// <summary>The socket of the client's ssh agent.</summary>
    Ssh,

    /// <summary>A directory kept from one build to the next.</summary>
    Cache,

    /// <summary>Memory.</summary>
    Tmpfs,
}

/// <summary>A mount of a program's.</summary>
public sealed record ExecMount
{
    /// <summary>The number that stands for no result.</summary>
    public const int NoOutput = -1;

    /// <summary>What it shows.</summary>
    public ExecMountKind Kind { get; init; }

    /// <summary>The input; <see cref="Operation.NoInput"/>: an empty directory.</summary>
    public int Input { get; init; } = Operation.NoInput;

    /// <summary>The part of the input that is seen; empty: all.</summary>
    public string Selector { get; init; } = "";

    /// <summary>Where it is seen.</summary>
    public required string Destination { get; init; }

    /// <summary>Which result its content afterwards is; <see cref="NoOutput"/>: none, changes are lost.</summary>
    public int Output { get; init; } = NoOutput;

    /// <summary>Whether it can't be written to.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The size of a tmpfs in bytes; zero: the kernel's choice.</summary>
    public long TmpfsSize { get; init; }

    /// <summary>What is to know of a cache; null for other kinds.</summary>
    public CacheMount? Cache { get; init; }

    /// <summary>What is to know of a secret; null for other kinds.</summary>
    public ClientFile? Secret { get; init; }

    /// <summary>What is to know of an agent's socket; null for other kinds.</summary>
    public ClientFile? Ssh { get; init; }

    /// <summary>A name by which a failed step's mount can be asked for.</summary>
    public string ResultId { get; init; } = "";

    /// <summary>Whether the cache looks at the content of the input instead of where it came from.</summary>
    public ContentCacheMode ContentCache { get; init; }
}

/// <summary>A directory kept from one build to the next.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Sharing">What happens when two builds want it.</param>
public sealed record CacheMount(string Id, CacheMountSharing Sharing);

/// <summary>How builds share a kept directory.</summary>
public enum CacheMountSharing
{
    /// <summary>All at once.</summary>
    Shared,

    /// <summary>Each that comes while it is in use gets its own.</summary>
    Private,

    /// <summary>One after the other.</summary>
    Locked,
}

/// <summary>A secret or an agent, and the file that stands for it.</summary>
/// <param name="Id">The client's name for it.</param>
/// <param name="UserId">The file's owner.</param>
/// <param name="GroupId">The file's group.</param>
/// <param name="Mode">The file's permission bits.</param>
/// <param name="Optional">Whether a missing one is no error.</param>
public sealed record ClientFile(string Id, uint UserId, uint GroupId, uint Mode, bool Optional);

/// <summary>Whether the content of a mount's input is looked at for the cache.</summary>
public enum ContentCacheMode
{
    /// <summary>Where it can't be written to.</summary>
    Default,

    /// <summary>Yes.</summary>
    On,

    /// <summary>No.</summary>
    Off,
}
