using System.Buffers.Binary;
using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.NetworkNamespaces;

/// <summary>Sends whole Ethernet frames on one link of the network namespace it was opened in (packet(7)); it receives none. It keeps the namespace alive.</summary>
public sealed partial class FrameSocket : IDisposable
{
    private const int AF_PACKET = 17;
    private const int SOCK_RAW = 3;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int AddressSize = 20;

    private readonly SafeFileHandle _socket;
    private readonly int _link;

    private FrameSocket(SafeFileHandle socket, int link)
    {
        _socket = socket;
        _link = link;
    }

    /// <summary>Opens one in the calling thread's network namespace.</summary>
    /// <param name="link">Index of the link.</param>
    /// <exception cref="KernelException">The kernel refuses it.</exception>
    public static FrameSocket Open(int link)
    {
        var descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        return descriptor >= 0 ? new FrameSocket(new SafeFileHandle(descriptor, ownsHandle: true), link) : throw KernelException.Last("socket", "AF_PACKET");
    }

    /// <summary>Sends a frame, from any thread.</summary>
    /// <param name="frame">Destination, source, type and content.</param>
    /// <exception cref="KernelException">The link is down or gone.</exception>
    public void Send(ReadOnlySpan<byte> frame)
    {
        Span<byte> address = stackalloc byte[AddressSize];
        address.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(address, AF_PACKET);
        BinaryPrimitives.WriteInt32LittleEndian(address[4..], _link);
        if (sendto(_socket, in MemoryMarshal.GetReference(frame), frame.Length, 0, in MemoryMarshal.GetReference(address), AddressSize) < 0)
            throw KernelException.Last("sendto", $"link {_link}");
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendto(SafeFileHandle socket, in byte content, nint length, int flags, in byte address, int addressLength);
}
