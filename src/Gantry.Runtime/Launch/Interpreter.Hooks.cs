using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.LaunchPlans.Compile;

namespace Gantry.Runtime.Launch;

/// <content>Hooks that run where the container is.</content>
internal static unsafe partial class Interpreter
{
    private const int P_PIDFD = 3;
    private const int WEXITED = 4;
    private const int CLD_EXITED = 1;
    private const int SIGCHLD = 17;
    private const int SIGKILL = 9;

    private static nint RunHook(byte* program, byte** arguments, byte** environment, byte** state, int milliseconds, long outputs)
    {
        int* pipe = stackalloc int[2];
        int* refusal = stackalloc int[2];
        var made = Kernel.Call(SystemCall.pipe2, (nint)pipe, OpenFlags.O_CLOEXEC);
        if (made >= 0)
            made = Kernel.Call(SystemCall.pipe2, (nint)refusal, OpenFlags.O_CLOEXEC);
        if (made < 0)
            return made;
        var pidfd = -1;
        var clone = new CloneArguments { Flags = CloneArguments.CLONE_PIDFD, PidFd = (ulong)&pidfd, ExitSignal = SIGCHLD };
        var self = Kernel.Call(SystemCall.getpid);
        var pid = Kernel.Call(SystemCall.clone3, (nint)(&clone), sizeof(CloneArguments));
        if (pid < 0)
            return pid;
        if (pid == 0)
        {
            Kernel.Call(SystemCall.dup3, pipe[0], 0, 0);

            // What a hook says is for whoever started the container, not part of the container's output.
            Kernel.Call(SystemCall.dup3, (int)outputs, 1, 0);
            Kernel.Call(SystemCall.dup3, (int)(outputs >> 32), 2, 0);
            Kernel.Call(SystemCall.close_range, 3, int.MaxValue, 4);
            var error = Kernel.Call(SystemCall.execve, (nint)program, (nint)arguments, (nint)environment);
            Kernel.Call(SystemCall.write, refusal[1], (nint)(&error), sizeof(nint));
            Kernel.Call(SystemCall.exit_group, 127);
        }

        Kernel.Call(SystemCall.close, pipe[0]);
        Kernel.Call(SystemCall.close, refusal[1]);
        WriteState(pipe[1], state[0], (long)self, state[1]);
        Kernel.Call(SystemCall.close, pipe[1]);
        var status = Reap(pidfd, milliseconds);
        Kernel.Call(SystemCall.close, pidfd);
        nint refused;
        var isRefused = Kernel.Retry(SystemCall.read, refusal[0], (nint)(&refused), sizeof(nint)) == sizeof(nint);
        Kernel.Call(SystemCall.close, refusal[0]);
        return isRefused ? refused : -status;
    }

    /// <summary>A hook that reads nothing must not end us.</summary>
    private static void WriteState(int pipe, byte* before, long pid, byte* after)
    {
        long* action = stackalloc long[4];
        for (var i = 0; i < 4; i++)
            action[i] = 0;
        action[0] = 1;
        Kernel.Call(SystemCall.rt_sigaction, 13, (nint)action, 0, 8);
        byte* digits = stackalloc byte[20];
        var at = 20;
        do
            digits[--at] = (byte)('0' + (pid % 10));
        while ((pid /= 10) > 0);
        Put(pipe, before, Length(before));
        Put(pipe, digits + at, 20 - at);
        Put(pipe, after, Length(after));
        action[0] = 0;
        Kernel.Call(SystemCall.rt_sigaction, 13, (nint)action, 0, 8);
    }

    private static void Put(int descriptor, byte* bytes, nint length)
    {
        for (nint written; length > 0 && (written = Kernel.Retry(SystemCall.write, descriptor, (nint)bytes, length)) > 0; bytes += written)
            length -= written;
    }

    private static nint Length(byte* text)
    {
        nint length = 0;
        while (text[length] != 0)
            length++;
        return length;
    }

    /// <summary>Waits for a hook's end; 0, or the interpreter's error for what became of it.</summary>
    private static int Reap(int pidfd, int milliseconds)
    {
        // struct pollfd: descriptor, wanted and returned events.
        long poll = (uint)pidfd | (1L << 32);
        var timedOut = Kernel.Retry(SystemCall.poll, (nint)(&poll), 1, milliseconds) == 0;
        if (timedOut)
            Kernel.Call(SystemCall.pidfd_send_signal, pidfd, SIGKILL, 0, 0);
        int* info = stackalloc int[32];
        Kernel.Retry(SystemCall.waitid, P_PIDFD, pidfd, (nint)info, WEXITED, 0);
        if (timedOut)
            return HookSteps.TimedOut;

        // siginfo_t of SIGCHLD: signo, errno, code, padding, pid, uid, status.
        var (code, status) = (info[2], info[6]);
        return code == CLD_EXITED ? (status == 0 ? 0 : HookSteps.ExitStatus + status) : HookSteps.ExitStatus + 128 + status;
    }
}
