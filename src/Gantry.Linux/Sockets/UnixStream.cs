using System.Runtime.InteropServices;

using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Sockets;

/// <summary>Blocking connections to Unix sockets (unix(7)), for processes in which nothing else may run.</summary>
public static unsafe partial class UnixStream
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM_CLOEXEC = 1 | OpenFlags.O_CLOEXEC;
    private const int LongestPath = 107;

    /// <summary>Connects to a socket; its path may have any length.</summary>
    /// <exception cref="KernelException">Nobody listens there.</exception>
    public static SafeFileHandle Connect(string path)
    {
        // Through its directory's descriptor the path is short wherever the socket lies.
        using var parent = DirectoryHandle.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var descriptor = socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
        if (descriptor < 0)
            throw KernelException.Last("socket", path);
        var stream = new SafeFileHandle(descriptor, ownsHandle: true);
        Span<byte> address = stackalloc byte[LongestPath + 3];
        address.Clear();
        address[0] = AF_UNIX;
        var near = $"/proc/self/fd/{parent.DangerousGetHandle()}/{Path.GetFileName(path)}";
        var length = System.Text.Encoding.UTF8.GetBytes(near, address[2..^1]);
        fixed (byte* pointer = address)
        {
            if (connect(descriptor, pointer, (uint)(length + 3)) == 0)
                return stream;
        }

        var failure = KernelException.Last("connect", path);
        stream.Dispose();
        throw failure;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int descriptor, byte* address, uint length);
}
