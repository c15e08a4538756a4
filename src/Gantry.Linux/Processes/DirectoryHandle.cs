using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Processes;

/// <summary>A directory by descriptor.</summary>
public static partial class DirectoryHandle
{
    /// <summary>Opens a directory as a place only (open(2), O_PATH).</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static SafeFileHandle Open(string path)
    {
        var descriptor = open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
        if (descriptor >= 0)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        var error = Marshal.GetLastPInvokeError();
        throw error == Errno.ENOENT ? new DirectoryNotFoundException(path) : new KernelException("open", path, error);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
