using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Processes;

/// <summary>A process by descriptor (pidfd_open(2)): a signal can never reach another one that got the same number.</summary>
public sealed partial class ProcessHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private ProcessHandle(int descriptor, int pid)
        : base(ownsHandle: true)
    {
        SetHandle(descriptor);
        Pid = pid;
    }

    /// <summary>The process id.</summary>
    public int Pid { get; }

    /// <summary>Opens a process; null when there is none.</summary>
    public static ProcessHandle? Open(int pid)
    {
        var descriptor = (int)syscall((nint)SystemCall.pidfd_open, pid, 0, 0, 0);
        return descriptor < 0 ? null : new ProcessHandle(descriptor, pid);
    }

    /// <summary>Sends a signal.</summary>
    /// <exception cref="GantryException">NotFound, when the process has ended.</exception>
    public void Signal(int signal)
    {
        if (syscall((nint)SystemCall.pidfd_send_signal, handle, signal, 0, 0) == 0)
            return;
        var error = Marshal.GetLastPInvokeError();
        throw error == Errno.ESRCH ? new GantryException(ErrorKind.NotFound, $"process {Pid} has ended") : new KernelException("pidfd_send_signal", $"{Pid}", error);
    }

    /// <summary>Waits for its end at most so long; true when it came.</summary>
    public unsafe bool EndsWithin(TimeSpan limit)
    {
        // struct pollfd: descriptor, wanted and returned events.
        var request = (uint)handle | (1L << 32);
        return poll(&request, 1, (int)Math.Ceiling(limit.TotalMilliseconds)) > 0;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => close((int)handle) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int poll(long* requests, nuint count, int milliseconds);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
