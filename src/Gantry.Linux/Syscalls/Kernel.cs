using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>
/// System calls made bare, for the shim and for the child between clone3(2) and execve(2): no allocation, no exception, no
/// transition of the garbage collector. Only for processes in which no other managed thread works, since a call that waits
/// would hold up a collection.
/// </summary>
public static unsafe partial class Kernel
{
    /// <summary>Makes the call and answers as the kernel does: the result, or the negative error number (syscall(2)).</summary>
    public static nint Call(SystemCall call, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        nint result = syscall((nint)call, a, b, c, d, e, f);
        return result == -1 ? -*__errno_location() : result;
    }

    /// <summary>Like <see cref="Call(SystemCall, nint, nint, nint, nint, nint, nint)"/>, again while a signal interrupts it.</summary>
    public static nint Retry(SystemCall call, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        nint result;
        do
            result = Call(call, a, b, c, d, e, f);
        while (result == -Errno.EINTR);
        return result;
    }

    /// <summary>Binds both entry points, so that the child finds them without asking the dynamic loader, whose locks it may not take.</summary>
    public static void Bind()
    {
        Call(SystemCall.close, -1);
        Call(SystemCall.getpid);
    }

    [LibraryImport("libc"), SuppressGCTransition]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc"), SuppressGCTransition]
    private static partial int* __errno_location();
}
