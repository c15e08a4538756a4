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

    /// <summary>(entered, path): enters a directory unless that was done.</summary>
    EnterUnless,

    /// <summary>(): fails with ENOENT when the working directory is outside the root.</summary>
    CheckDirectory,

    /// <summary>(candidates): finds the first candidate that is a program; the result is the address of its path.</summary>
    Find,

    /// <summary>(path, arguments, environment, messages): executes it. What the kernel then refuses is the container's own failure:
    /// it is told on standard error and the status is 255.</summary>
    Execute,

    /// <summary>(stream, user): makes the user the owner of a stream, so that it can be opened again by name. Devices stay whose they are.</summary>
    GiveStream,

    /// <summary>(stream): where the stream is the host's null device, the container's own takes its place.</summary>
    ReopenNull,

    /// <summary>(socket, descriptor): sends a descriptor over a Unix socket.</summary>
    SendDescriptor,

    /// <summary>(terminal, rows, columns, keep): unlocks a new terminal, sets its size, and where asked keeps line feeds as they are; the result is its other end.</summary>
    OpenTerminal,

    /// <summary>(report, parent, point, value): tells the parent that a <see cref="LaunchPoint"/> is reached and waits until it says go on;
    /// fails with ECANCELED when it says no.</summary>
    Meet,

    /// <summary>(report, point): tells the parent that a point is reached, and does not wait.</summary>
    Pass,

    /// <summary>(report): goes on in a new child, which is in the pid namespace made last; the parent is told its process id.</summary>
    Respawn,

    /// <summary>(gate): waits until somebody writes a byte into the gate.</summary>
    Wait,

    /// <summary>(first, kept, kept): closes every descriptor from the first on but two.</summary>
    CloseOthers,

    /// <summary>(program, arguments, environment, state, milliseconds, outputs): runs a hook and waits for it. On its standard input it gets both parts of
    /// the state with the process id between them; its standard output goes to the descriptor in the lower half of the outputs, its standard error to that in the upper.</summary>
    RunHook,

    /// <summary>(root, path, source, flags, options): mounts a tmpfs with the mode of the directory it covers, where the options name none.</summary>
    Tmpfs,

    /// <summary>(from, to): copies what a directory holds into another one.</summary>
    CopyUp,

    /// <summary>(report, parent, point, value): as <see cref="Meet"/>; the result is a descriptor that the parent sends.</summary>
    Fetch,
}

/// <summary>Points of a launch at which the child and its parent meet.</summary>
internal enum LaunchPoint
{
    /// <summary>The child is in its user namespace, which has no mappings yet.</summary>
    UserNamespace = 1,

    /// <summary>Namespaces and mounts are there, the root is still the host's: hooks of the host run.</summary>
    Prepared,

    /// <summary>The system call filter is in force; the value is the child's descriptor that listens to it.</summary>
    Listener,

    /// <summary>All is done but the program itself: the child waits at its gate.</summary>
    Ready,

    /// <summary>The child goes on in another process; the value is its id.</summary>
    Moved,

    /// <summary>A bind's source is wanted; the value is its number.</summary>
    Source,

    /// <summary>The child has done nothing yet: somebody else puts it into its control group.</summary>
    Group,
}

/// <summary>What <see cref="Operation.Target"/> makes when nothing is there.</summary>
internal enum TargetKind
{
    /// <summary>A directory.</summary>
    Directory,

    /// <summary>An empty file.</summary>
    File,
}
