using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Launch;

/// <summary>A child that was launched by this process.</summary>
internal sealed unsafe class LaunchedProcess(int pid, int pidfd)
{
    private const int P_PIDFD = 3;
    private const int WEXITED = 4;
    private const int CLD_EXITED = 1;
    private const int SIGKILL = 9;
    private const int WALL = 0x40000000;

    /// <summary>Process id on the host.</summary>
    public int Pid { get; private set; } = pid;

    /// <summary>Descriptor of the process.</summary>
    public int Descriptor { get; private set; } = pidfd;

    /// <summary>The launch goes on in another process.</summary>
    public void MovedTo(int successor)
    {
        Wait();
        Kernel.Call(SystemCall.close, Descriptor);
        Pid = successor;
        Descriptor = (int)Kernel.Call(SystemCall.pidfd_open, successor, 0);
    }

    public void Kill() => Kernel.Call(SystemCall.pidfd_send_signal, Descriptor, SIGKILL, 0, 0);

    public void Signal(int signal) => Kernel.Call(SystemCall.pidfd_send_signal, Descriptor, signal, 0, 0);

    /// <summary>Waits for its end at most so long; true when it came.</summary>
    public bool EndsWithin(TimeSpan limit)
    {
        // struct pollfd: descriptor, wanted and returned events.
        long poll = (uint)Descriptor | (1L << 32);
        return Kernel.Retry(SystemCall.poll, (nint)(&poll), 1, (nint)limit.TotalMilliseconds) != 0;
    }

    /// <summary>Waits for its end and reaps it: the exit status, 128 + n for signal n.</summary>
    public int Wait()
    {
        int* info = stackalloc int[32];
        new Span<int>(info, 32).Clear();
        Kernel.Retry(SystemCall.waitid, P_PIDFD, Descriptor, (nint)info, WEXITED | WALL, 0);

        // siginfo_t of SIGCHLD: signo, errno, code, padding, pid, uid, status.
        return info[2] == CLD_EXITED ? info[6] : 128 + info[6];
    }
}
