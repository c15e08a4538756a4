namespace Gantry.Build.Graph.Operations;

/// <summary>Changes files without running a program. Actions are numbered after the inputs: with two inputs, 2 is the first action's result.</summary>
/// <param name="Actions">What is done, in order.</param>
public sealed record FileOperation(IReadOnlyList<FileAction> Actions) : Operation
{
    /// <inheritdoc/>
    public override string DefaultName => string.Join(", ", Actions.Select(a => a.Name));

    /// <inheritdoc/>
    public override int Outputs => Actions.Count(a => a.Output != FileAction.NoOutput);
}

/// <summary>A change of files.</summary>
public abstract record FileAction
{
    /// <summary>The number that stands for no result of the vertex.</summary>
    public const int NoOutput = -1;

    /// <summary>The input or earlier action that is changed; <see cref="Operation.NoInput"/>: an empty file system.</summary>
    public int Input { get; init; } = Operation.NoInput;

    /// <summary>The input or earlier action that is read; <see cref="Operation.NoInput"/>: none.</summary>
    public int SecondaryInput { get; init; } = Operation.NoInput;

    /// <summary>Which result of the vertex it is; <see cref="NoOutput"/>: only a step towards one.</summary>
    public int Output { get; init; } = NoOutput;

    /// <summary>What progress calls it.</summary>
    public abstract string Name { get; }
}

/// <summary>Copies from <see cref="FileAction.SecondaryInput"/> to <see cref="FileAction.Input"/>.</summary>
public sealed record CopyAction : FileAction
{
    /// <summary>What is copied.</summary>
    public required string Source { get; init; }

    /// <summary>Where to; with a slash at the end, into that directory.</summary>
    public required string Destination { get; init; }

    /// <summary>The new owner; null: as in the source.</summary>
    public FileOwner? Owner { get; init; }

    /// <summary>The new permission bits; null: as in the source.</summary>
    public int? Mode { get; init; }

    /// <summary>The new permissions as chmod(1) takes them; empty: none.</summary>
    public string ModeText { get; init; } = "";

    /// <summary>Whether a symbolic link stands for what it leads to.</summary>
    public bool FollowSymlinks { get; init; }

    /// <summary>Whether a directory's content is copied instead of the directory.</summary>
    public bool DirectoryContents { get; init; }

    /// <summary>Whether an archive is unpacked instead of copied.</summary>
    public bool UnpackArchive { get; init; }

    /// <summary>Whether missing directories of the destination are made.</summary>
    public bool CreateDestination { get; init; }

    /// <summary>Whether the source is a pattern.</summary>
    public bool AllowWildcard { get; init; }

    /// <summary>Whether a pattern may match nothing.</summary>
    public bool AllowEmptyWildcard { get; init; }

    /// <summary>The new modification time, nanoseconds since 1970; null: as in the source.</summary>
    public long? Timestamp { get; init; }

    /// <summary>Patterns of what alone is copied; empty: all.</summary>
    public IReadOnlyList<string> IncludePatterns { get; init; } = [];

    /// <summary>Patterns of what is not copied.</summary>
    public IReadOnlyList<string> ExcludePatterns { get; init; } = [];

    /// <summary>Paths that must be among what is copied.</summary>
    public IReadOnlyList<string> RequiredPaths { get; init; } = [];

    /// <summary>Whether what is there and of another kind is replaced instead of an error.</summary>
    public bool ReplaceExisting { get; init; }

    /// <inheritdoc/>
    public override string Name => $"copy {Source} {Destination}";
}

/// <summary>Writes a file.</summary>
public sealed record MakeFileAction : FileAction
{
    /// <summary>Where.</summary>
    public required string Path { get; init; }

    /// <summary>Its permission bits.</summary>
    public int Mode { get; init; }

    /// <summary>Its content.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Its owner; null: root.</summary>
    public FileOwner? Owner { get; init; }

    /// <summary>Its modification time, nanoseconds since 1970; null: now.</summary>
    public long? Timestamp { get; init; }

    /// <inheritdoc/>
    public override string Name => $"mkfile {Path}";
}

/// <summary>Makes a directory.</summary>
public sealed record MakeDirectoryAction : FileAction
{
    /// <summary>Where.</summary>
    public required string Path { get; init; }

    /// <summary>Its permission bits.</summary>
    public int Mode { get; init; }

    /// <summary>Whether missing directories above are made, and one that is there is no error.</summary>
    public bool MakeParents { get; init; }

    /// <summary>Its owner; null: root.</summary>
    public FileOwner? Owner { get; init; }

    /// <summary>Its modification time, nanoseconds since 1970; null: now.</summary>
    public long? Timestamp { get; init; }

    /// <inheritdoc/>
    public override string Name => $"mkdir {Path}";
}

/// <summary>Makes a symbolic link.</summary>
public sealed record SymlinkAction : FileAction
{
    /// <summary>Where the link leads.</summary>
    public required string Target { get; init; }

    /// <summary>Where the link is.</summary>
    public required string Path { get; init; }

    /// <summary>Its owner; null: root.</summary>
    public FileOwner? Owner { get; init; }

    /// <summary>Its modification time, nanoseconds since 1970; null: now.</summary>
    public long? Timestamp { get; init; }

    /// <inheritdoc/>
    public override string Name => $"symlink {Target} -> {Path}";
}

/// <summary>Removes files.</summary>
public sealed record RemoveAction : FileAction
{
    /// <summary>What.</summary>
    public required string Path { get; init; }

    /// <summary>Whether a missing one is no error.</summary>
    public bool AllowNotFound { get; init; }

    /// <summary>Whether the path is a pattern.</summary>
    public bool AllowWildcard { get; init; }

    /// <inheritdoc/>
    public override string Name => $"rm {Path}";
}

/// <summary>An owner and a group; null: root.</summary>
/// <param name="User">The owner.</param>
/// <param name="Group">The group.</param>
public sealed record FileOwner(OwnerName? User, OwnerName? Group);

/// <summary>A user or a group by number, or by name as an input's /etc/passwd or /etc/group has it.</summary>
/// <param name="Id">The number, where there is no name.</param>
/// <param name="Name">The name; null: by number.</param>
/// <param name="Input">The input or earlier action whose files tell the name's number.</param>
public sealed record OwnerName(uint Id, string? Name = null, int Input = Operation.NoInput);
