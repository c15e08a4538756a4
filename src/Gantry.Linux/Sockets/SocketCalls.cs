using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Sockets;

/// <summary>Calls on non-blocking sockets that allocate nothing (recvfrom(2), sendto(2), accept4(2)).</summary>
public static partial class SocketCalls
{
    private const int SOCK_NONBLOCK = 0x800;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int MSG_NOSIGNAL = 0x4000;

    /// <summary>Room for the address of a peer of any family.</summary>
    public const int AddressSize = 28;

    /// <summary>Takes a datagram.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="buffer">Takes the datagram; what does not fit is lost.</param>
    /// <param name="peer">Takes the sender's address as the kernel writes it.</param>
    /// <param name="peerLength">Bytes of the address.</param>
    /// <returns>Bytes of the datagram, or -1 when there is none.</returns>
    public static int Receive(SafeSocketHandle socket, Span<byte> buffer, Span<byte> peer, out int peerLength)
    {
        peerLength = peer.Length;
        return (int)recvfrom(socket, ref MemoryMarshal.GetReference(buffer), buffer.Length, 0, ref MemoryMarshal.GetReference(peer), ref peerLength);
    }

    /// <summary>Sends a datagram; one the kernel does not take now is lost, as datagrams may be.</summary>
    public static void Send(SafeSocketHandle socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> peer) =>
        _ = sendto(socket, in MemoryMarshal.GetReference(datagram), datagram.Length, MSG_NOSIGNAL, in MemoryMarshal.GetReference(peer), peer.Length);

    /// <summary>Takes a connection; null when there is none.</summary>
    public static SafeSocketHandle? Accept(SafeSocketHandle listener)
    {
        var descriptor = accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
        return descriptor < 0 ? null : new SafeSocketHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc")]
    private static partial nint recvfrom(SafeSocketHandle socket, ref byte buffer, nint length, int flags, ref byte peer, ref int peerLength);

    [LibraryImport("libc")]
    private static partial nint sendto(SafeSocketHandle socket, in byte datagram, nint length, int flags, in byte peer, int peerLength);

    [LibraryImport("libc")]
    private static partial int accept4(SafeSocketHandle listener, nint peer, nint peerLength, int flags);
}
