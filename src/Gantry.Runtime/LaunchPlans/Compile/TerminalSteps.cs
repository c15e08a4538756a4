using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>A terminal of the container's own: made in its devpts, its controlling end handed to the shim.</summary>
internal static class TerminalSteps
{
    public static Register Open(StepList steps, Register root, Process process, bool console, bool keepsLineFeeds)
    {
        var how = new byte[24];

        // A running container may have put something else in its place: that must not lead elsewhere, nor make us wait.
        BitConverter.TryWriteBytes(how.AsSpan(0), (long)(OpenFlags.O_RDWR | OpenFlags.O_NOCTTY | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC));
        BitConverter.TryWriteBytes(how.AsSpan(16), (long)(OpenFlags.RESOLVE_IN_ROOT | OpenFlags.RESOLVE_NO_SYMLINKS));
        var master = steps.Get("open /dev/pts/ptmx", SystemCall.openat2, root, "/dev/pts/ptmx", how, 24);
        var size = process.ConsoleSize ?? new ConsoleSize();
        var terminal = steps.Get("open a terminal", Operation.OpenTerminal, master, size.Height, size.Width, keepsLineFeeds ? 1 : 0);
        if (console)
        {
            // A link of the image's would have it laid over something else, which could then be neither hidden nor made read-only.
            var target = steps.Get("make /dev/console", Operation.Target, root, "/dev/console", (long)TargetKind.File, OpenFlags.RESOLVE_NO_SYMLINKS);
            var tree = steps.Get("mount /dev/console", SystemCall.open_tree, terminal, "", 1 | OpenFlags.O_CLOEXEC | OpenFlags.AT_EMPTY_PATH);
            steps.MoveMount("mount /dev/console", tree, target);
        }

        steps.Add(Operation.SendDescriptor, Register.Console, master);
        return terminal;
    }
}
