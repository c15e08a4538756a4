using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Files;

/// <summary>Descriptors this process was started with.</summary>
public static partial class Descriptors
{
    private const int SetFlags = 2; // F_SETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>Keeps a descriptor from the programs this process starts (fcntl(2)).</summary>
    /// <exception cref="KernelException">There is no such descriptor.</exception>
    public static void KeepFromChildren(int descriptor)
    {
        if (fcntl(descriptor, SetFlags, CloseOnExec) != 0)
            throw KernelException.Last("fcntl", $"descriptor {descriptor}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);
}
