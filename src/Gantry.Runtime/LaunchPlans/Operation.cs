namespace Gantry.Runtime.LaunchPlans;

/// <summary>What a step does: the number of a system call (below <see cref="Composite"/>), or one of the few things that take several calls
/// and whose course depends on what they find.</summary>
internal enum Operation
{
    /// <summary>The first number that is no system call.</summary>
    Composite = 0x1000,

    /// <summary>(root, path, kind, resolve): opens a mount point below root, making what is missing; see <see cref="TargetKind"/>.</summary>
    Target,

    /// <summary>(root, path, like, resolve): as <see cref="Target"/>, a directory or a file as the descriptor <c>like</c> is.</summary>
    TargetLike,

    /// <summary>(path, text, length): opens an existing file for writing, writes the whole text in one call and closes it.</summary>
    Write,

    /// <summary>(root, path): hides a path below root when it exists: an empty directory over a directory, the null device over a file.</summary>
    Mask,

    /// <summary>(root, path): makes a path below root read-only when it exists.</summary>
    ReadOnly,

    /// <summary>(): every signal back to its default action, none blocked.</summary>
    DefaultSignals,

    /// <summary>(): fails with ENOENT when the working directory is outside the root.</summary>
    CheckDirectory,

    /// <summary>(candidates): finds the first candidate that is a program; the result is the address of its path.</summary>
    Find,

    /// <summary>(path, arguments, environment, messages): executes it. What the kernel then refuses is the container's own failure:
    /// it is told on standard error and the status is 255.</summary>
    Execute,

    /// <summary>(stream, user): makes the user the owner of a stream, so that it can be opened again by name. Devices stay whose they are.</summary>
    GiveStream,

    /// <summary>(socket, descriptor): sends a descriptor over a Unix socket.</summary>
    SendDescriptor,

    /// <summary>(terminal, rows, columns): unlocks a new terminal, sets its size; the result is its other end.</summary>
    OpenTerminal,
}

/// <summary>What <see cref="Operation.Target"/> makes when nothing is there.</summary>
internal enum TargetKind
{
    /// <summary>A directory.</summary>
    Directory,

    /// <summary>An empty file.</summary>
    File,
}
