using System.Net.Sockets;

using Gantry.Oci.Runtime;
using Gantry.Runtime.Foreign;

namespace Gantry.Runtime.Shim;

/// <summary>Streams of a process.</summary>
[Flags]
public enum AttachStreams
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Standard input.</summary>
    Stdin = 1,

    /// <summary>Standard output.</summary>
    Stdout = 2,

    /// <summary>Standard error.</summary>
    Stderr = 4,
}

/// <summary>A connection handed over with the start, so that no byte is missed.</summary>
/// <param name="Socket">The shim's end; the starter keeps the other.</param>
/// <param name="Streams">What it carries.</param>
public sealed record InitialAttach(Socket Socket, AttachStreams Streams);

/// <summary>How output is kept.</summary>
public enum LogKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>As JSON lines in a file (Docker's json-file).</summary>
    JsonFile,

    /// <summary>As entries of Docker's local driver.</summary>
    Entries,
}

/// <summary>Where output is kept.</summary>
/// <param name="Kind">How.</param>
/// <param name="Path">The file; empty: only the spool has it.</param>
/// <param name="MaxSize">Bytes after which a new file is begun; -1: never.</param>
/// <param name="MaxFiles">Most files.</param>
/// <param name="Attributes">A JSON object added to each line of JSON; null: none.</param>
public sealed record LogTarget(LogKind Kind, string Path, long MaxSize, int MaxFiles, string? Attributes)
{
    /// <summary>Output that is not kept.</summary>
    public static LogTarget None { get; } = new(LogKind.None, "", -1, 1, null);

    /// <summary>Whether files that were exchanged are compressed.</summary>
    public bool Compress { get; init; }

    /// <summary>Where lines wait to be sent; null: they are not sent.</summary>
    public SpoolTarget? Spool { get; init; }
}

/// <summary>Where lines wait to be sent: entries in files <c>log.1</c>, <c>log.2</c> …, which whoever sends them removes.</summary>
/// <param name="Directory">An existing directory.</param>
/// <param name="Next">Number of the first file to write.</param>
/// <param name="Segments">Most files at a time.</param>
/// <param name="SegmentSize">Bytes after which a new file is begun.</param>
/// <param name="Blocks">Whether output waits when all are full; otherwise it is dropped.</param>
public sealed record SpoolTarget(string Directory, int Next, int Segments, long SegmentSize, bool Blocks);

/// <summary>A mount the container's child makes on its root.</summary>
/// <param name="Type">File system type.</param>
/// <param name="Source">Source of the mount.</param>
/// <param name="Options">Options as in fstab(5).</param>
/// <param name="WorkingDirectory">Directory in which relative paths of the options are resolved; null: as it is.</param>
public sealed record RootfsMount(string Type, string Source, IReadOnlyList<string> Options, string? WorkingDirectory)
{
    /// <summary>Whether the working directory is shown through the mappings of the user namespace that the process enters, which must have a path.</summary>
    public bool MapsIds { get; init; }
}

/// <summary>A process to start under a shim.</summary>
public sealed record ShimRequest
{
    /// <summary>Id of the container or the exec session.</summary>
    public required string Id { get; init; }

    /// <summary>An existing directory for the shim's socket and exit status.</summary>
    public required string Directory { get; init; }

    /// <summary>The gantry executable.</summary>
    public required ShimExecutable Executable { get; init; }

    /// <summary>The specification.</summary>
    public required RuntimeSpec Spec { get; init; }

    /// <summary>Mounts that make the root; empty: the root's path is the root.</summary>
    public IReadOnlyList<RootfsMount> Rootfs { get; init; } = [];

    /// <summary>Files into which the process writes itself to join its control group.</summary>
    public IReadOnlyList<string> CgroupProcsFiles { get; init; } = [];

    /// <summary>Directory of the control group in the v2 tree, in which the process is born; null when there is no such tree.</summary>
    public string? CgroupV2Directory { get; init; }

    /// <summary>Whether standard input is open; otherwise it is the null device.</summary>
    public bool OpenStdin { get; init; }

    /// <summary>Whether standard input closes when an attached client ends its own.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>How output is kept.</summary>
    public required LogTarget Log { get; init; }

    /// <summary>Connections handed over with the start.</summary>
    public IReadOnlyList<InitialAttach> Attached { get; init; } = [];

    /// <summary>Process id, on the host, of a container's first process: the new process joins it. Null: a container of its own.</summary>
    public int? ExecInto { get; init; }

    /// <summary>The other runtime that makes the process; null: it is made here.</summary>
    public ForeignLaunch? Foreign { get; init; }
}

/// <summary>The end of a process.</summary>
/// <param name="Code">Exit status, 128 + n for signal n.</param>
/// <param name="At">When.</param>
public readonly record struct ProcessExit(int Code, DateTimeOffset At);
