using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Launch;

/// <content>What the child and its launcher tell each other. A report is eight bytes: the step that failed, or a negative <see cref="LaunchPoint"/>,
/// in the upper half; an error number or a value in the lower.</content>
internal static unsafe partial class Interpreter
{
    private const int ECANCELED = 125;
    private const ulong CLONE_PARENT = 0x00008000;

    private static nint Tell(int report, int point, int value)
    {
        var message = ((long)-point << 32) | (uint)value;
        var written = Kernel.Retry(SystemCall.write, report, (nint)(&message), sizeof(long));
        return written < 0 ? written : 0;
    }

    private static nint Meet(int report, int parent, int point, int value)
    {
        var told = Tell(report, point, value);
        if (told < 0)
            return told;
        byte answer;
        var read = Kernel.Retry(SystemCall.read, parent, (nint)(&answer), 1);
        return read == 1 ? 0 : -ECANCELED;
    }

    private static nint Fetch(int report, int parent, int point, int value)
    {
        var told = Tell(report, point, value);
        return told < 0 ? told : Descriptors.Receive(parent);
    }

    /// <summary>The new process takes this one's place as the launcher's child.</summary>
    private static nint Respawn(int report)
    {
        var clone = new CloneArguments { Flags = CLONE_PARENT };
        var pid = Kernel.Call(SystemCall.clone3, (nint)(&clone), sizeof(CloneArguments));
        if (pid <= 0)
            return pid;
        Tell(report, (int)LaunchPoint.Moved, (int)pid);
        Kernel.Call(SystemCall.exit_group, 0);
        return 0;
    }

    /// <summary>Waits until a byte comes. The first process of a pid namespace is not ended by signals it does not handle (pid_namespaces(7)),
    /// so they are taken from a descriptor, and what would end another process ends this one.</summary>
    private static nint Wait(int gate)
    {
        const int SIG_BLOCK = 0;
        const int SIG_SETMASK = 2;
        var all = ulong.MaxValue;
        Kernel.Call(SystemCall.rt_sigprocmask, SIG_BLOCK, (nint)(&all), 0, 8);
        var signals = Kernel.Call(SystemCall.signalfd4, -1, (nint)(&all), 8, OpenFlags.O_CLOEXEC);
        if (signals < 0)
            return signals;
        long* polled = stackalloc long[2];
        while (true)
        {
            // struct pollfd: descriptor, wanted and returned events.
            polled[0] = (uint)gate | (1L << 32);
            polled[1] = (uint)signals | (1L << 32);
            Kernel.Retry(SystemCall.poll, (nint)polled, 2, -1);
            if (polled[1] >> 48 != 0)
                TakeSignal((int)signals);
            if (polled[0] >> 48 != 0)
                break;
        }

        byte opened;
        var read = Kernel.Retry(SystemCall.read, gate, (nint)(&opened), 1);
        Kernel.Call(SystemCall.close, signals);
        ulong none = 0;
        Kernel.Call(SystemCall.rt_sigprocmask, SIG_SETMASK, (nint)(&none), 0, 8);
        return read == 1 ? 0 : read < 0 ? read : -ECANCELED;
    }

    private static void TakeSignal(int signals)
    {
        // struct signalfd_siginfo: 128 bytes, the first four are the number.
        byte* info = stackalloc byte[128];
        if (Kernel.Retry(SystemCall.read, signals, (nint)info, 128) != 128)
            return;
        var number = *(int*)info;

        // SIGCHLD, SIGCONT, SIGSTOP and its kin, SIGURG and SIGWINCH end nobody (signal(7)).
        if (number is not ((>= 17 and <= 23) or 28))
            Kernel.Call(SystemCall.exit_group, 128 + number);
    }

    private static nint CloseOthers(int first, int one, int other)
    {
        var (low, high) = one < other ? (one, other) : (other, one);
        Close(first, low - 1);
        Close(Math.Max(first, low + 1), high - 1);
        return Close(Math.Max(first, high + 1), int.MaxValue);
    }

    /// <summary>Where the container's filter does not let it close many at once, one after the other.</summary>
    private static nint Close(int first, int last)
    {
        const int most = 4096;
        if (first > last)
            return 0;
        var closed = Kernel.Call(SystemCall.close_range, first, last, 0);
        if (closed is not (-Errno.EPERM or -Errno.ENOSYS))
            return closed;
        for (var one = first; one <= last && one < most; one++)
            Kernel.Call(SystemCall.close, one);
        return 0;
    }
}
