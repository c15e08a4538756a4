using System.Net.Sockets;
using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Sockets;

/// <summary>Two connected Unix stream sockets without a name (socketpair(2)).</summary>
public static partial class SocketPair
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOCK_CLOEXEC = 0x80000;

    /// <summary>Makes the pair; both ends close on exec.</summary>
    public static (Socket Near, Socket Far) Create()
    {
        Span<int> ends = stackalloc int[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ref MemoryMarshal.GetReference(ends)) != 0)
            throw KernelException.Last("socketpair", "unix");
        return (new Socket(new SafeSocketHandle(ends[0], ownsHandle: true)), new Socket(new SafeSocketHandle(ends[1], ownsHandle: true)));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int domain, int type, int protocol, ref int ends);
}
