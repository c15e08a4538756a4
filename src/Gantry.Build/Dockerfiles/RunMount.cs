namespace Gantry.Build.Dockerfiles;

/// <summary>What a mount of RUN shows.</summary>
public enum RunMountKind
{
    /// <summary>Files of a stage, an image or the context.</summary>
    Bind,

    /// <summary>A directory kept from one build to the next.</summary>
    Cache,

    /// <summary>Memory.</summary>
    Tmpfs,

    /// <summary>A secret of the client's.</summary>
    Secret,

    /// <summary>The client's ssh agent.</summary>
    Ssh,
}

/// <summary>How builds share a cache mount.</summary>
public enum CacheSharing
{
    /// <summary>All at once.</summary>
    Shared,

    /// <summary>Each that comes while it is in use gets its own.</summary>
    Private,

    /// <summary>One after the other.</summary>
    Locked,
}

/// <summary>A mount that RUN asks for with <c>--mount</c>.</summary>
/// <param name="Kind">What it shows.</param>
public sealed record RunMount(RunMountKind Kind)
{
    /// <summary>Where it is seen; null where the kind has a place of its own.</summary>
    public string? Target { get; init; }

    /// <summary>The part of what is mounted; for a cache, of what it starts from.</summary>
    public string? Source { get; init; }

    /// <summary>A stage, an image or a named context; null: the build context, for a cache nothing.</summary>
    public string? From { get; init; }

    /// <summary>The name of the cache, secret or agent; null: told from the target.</summary>
    public string? Id { get; init; }

    /// <summary>Whether it can't be written to.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How a cache is shared; null: by all.</summary>
    public CacheSharing? Sharing { get; init; }

    /// <summary>A tmpfs' size in bytes; zero: the kernel's default.</summary>
    public long Size { get; init; }

    /// <summary>Whether a missing secret or agent is an error.</summary>
    public bool Required { get; init; }

    /// <summary>The variable that holds a secret; null: none.</summary>
    public string? EnvironmentVariable { get; init; }

    /// <summary>Permission bits; null: the kind's default.</summary>
    public int? Mode { get; init; }

    /// <summary>Owner; null: root.</summary>
    public long? UserId { get; init; }

    /// <summary>Group; null: root.</summary>
    public long? GroupId { get; init; }
}

/// <summary>A device that RUN asks for with <c>--device</c>.</summary>
/// <param name="Name">Its name, <c>vendor.com/class=name</c>.</param>
/// <param name="IsRequired">Whether it is an error if there is none.</param>
public sealed record RunDevice(string Name, bool IsRequired);
