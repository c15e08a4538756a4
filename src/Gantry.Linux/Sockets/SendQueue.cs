using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Sockets;

/// <summary>What a socket has sent and its peer has not taken.</summary>
public static unsafe partial class SendQueue
{
    private const ulong SIOCOUTQ = 0x5411;

    /// <summary>Whether nothing is left: a peer on this machine's Unix socket has read it, one behind TCP has acknowledged it (tcp(7)).
    /// Also true of a socket that cannot tell.</summary>
    public static bool IsEmpty(SafeSocketHandle socket)
    {
        var bytes = 0;
        return ioctl(socket, SIOCOUTQ, &bytes) != 0 || bytes == 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeSocketHandle socket, ulong request, int* bytes);
}
