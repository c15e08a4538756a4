using Gantry.Linux.Syscalls;
using Gantry.Runtime.Launch;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Shim;

/// <summary>The ends of the process's standard streams: pipes, or a terminal that the child opens and hands over.</summary>
internal sealed unsafe class ShimStreams
{
    private readonly bool terminal;
    private int console = -1;

    private ShimStreams(bool terminal) => this.terminal = terminal;

    public int ChildInput { get; private set; } = -1;

    public int ChildOutput { get; private set; } = -1;

    public int ChildError { get; private set; } = -1;

    public int ChildConsole { get; private set; } = -1;

    /// <summary>Where input is written; -1 when there is none.</summary>
    public int Input { get; set; } = -1;

    /// <summary>Where output is read.</summary>
    public int Output { get; private set; } = -1;

    /// <summary>Where errors are read; -1 with a terminal.</summary>
    public int Error { get; private set; } = -1;

    public bool IsTerminal => terminal;

    public static ShimStreams Open(PlanHeader* plan)
    {
        var streams = new ShimStreams(plan->Options.HasFlag(PlanOptions.Terminal));
        int* ends = stackalloc int[2];
        if (streams.terminal)
        {
            Kernel.Call(SystemCall.socketpair, 1, 1 | OpenFlags.O_CLOEXEC, 0, (nint)ends);
            (streams.console, streams.ChildConsole) = (ends[0], ends[1]);
            return streams;
        }

        if (plan->Options.HasFlag(PlanOptions.OpenStdin))
        {
            Kernel.Call(SystemCall.pipe2, (nint)ends, OpenFlags.O_CLOEXEC);
            (streams.ChildInput, streams.Input) = (ends[0], ends[1]);
            NonBlocking(streams.Input);
        }
        else
        {
            fixed (byte* path = "/dev/null\0"u8)
                streams.ChildInput = (int)Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        }

        Kernel.Call(SystemCall.pipe2, (nint)ends, OpenFlags.O_CLOEXEC);
        (streams.Output, streams.ChildOutput) = (ends[0], ends[1]);
        Kernel.Call(SystemCall.pipe2, (nint)ends, OpenFlags.O_CLOEXEC);
        (streams.Error, streams.ChildError) = (ends[0], ends[1]);
        NonBlocking(streams.Output);
        NonBlocking(streams.Error);
        return streams;
    }

    public void CloseChildEnds()
    {
        foreach (var end in (ReadOnlySpan<int>)[ChildInput, ChildOutput, ChildError, ChildConsole])
        {
            if (end >= 0)
                Kernel.Call(SystemCall.close, end);
        }
    }

    public void ReceiveTerminal()
    {
        var master = (int)Descriptors.Receive(console);
        Kernel.Call(SystemCall.close, console);
        if (master < 0)
            return;
        NonBlocking(master);
        (Input, Output) = (master, master);
    }

    /// <summary>Sets O_NONBLOCK (fcntl(2), F_SETFL).</summary>
    public static void NonBlocking(int descriptor) => Kernel.Call(SystemCall.fcntl, descriptor, 4, OpenFlags.O_NONBLOCK);
}
