using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Launch;

/// <summary>Descriptors over a Unix socket (SCM_RIGHTS, unix(7)), without an allocation.</summary>
internal static unsafe class Descriptors
{
    private const int HeaderSize = 56;
    private const int ControlSize = 24;

    /// <summary>Sends a descriptor with a byte that says nothing.</summary>
    public static nint Send(int socket, int descriptor) => Send(socket, descriptor, null, 0);

    /// <summary>Sends a descriptor with a text; without one a byte goes with it, since an empty message carries nothing.</summary>
    public static nint Send(int socket, int descriptor, byte* text, nint length)
    {
        byte* message = stackalloc byte[HeaderSize + 16 + ControlSize];
        Prepare(message);
        if (text != null)
        {
            *(byte**)(message + HeaderSize) = text;
            *(nint*)(message + HeaderSize + 8) = length;
        }

        *(int*)(message + HeaderSize + 16 + 16) = descriptor;
        return Kernel.Retry(SystemCall.sendmsg, socket, (nint)message, 0x4000);
    }

    /// <summary>Waits for a descriptor; a negative error number when none comes.</summary>
    public static nint Receive(int socket)
    {
        byte* message = stackalloc byte[HeaderSize + 16 + ControlSize];
        Prepare(message);
        var received = Kernel.Retry(SystemCall.recvmsg, socket, (nint)message, 0x40000000);
        return received <= 0 ? (received < 0 ? received : -Errno.EPIPE) : *(int*)(message + HeaderSize + 16 + 16);
    }

    /// <summary>Lays out struct msghdr, one struct iovec over one byte, and one control message (SOL_SOCKET, SCM_RIGHTS).</summary>
    private static void Prepare(byte* message)
    {
        new Span<byte>(message, HeaderSize + 16 + ControlSize).Clear();
        var vector = message + HeaderSize;
        var control = vector + 16;
        *(byte**)(message + 16) = vector;
        *(long*)(message + 24) = 1;
        *(byte**)(message + 32) = control;
        *(long*)(message + 40) = ControlSize;
        *(byte**)vector = control + 20;
        *(long*)(vector + 8) = 1;
        *(long*)control = 20;
        *(int*)(control + 8) = 1;
        *(int*)(control + 12) = 1;
    }
}
