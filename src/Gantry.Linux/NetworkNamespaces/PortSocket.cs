using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Linux.NetworkNamespaces;

/// <summary>Sockets that hold a port of the host, in the network namespace of the calling thread (ip(7), ipv6(7)).</summary>
public static partial class PortSocket
{
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int SOCK_STREAM = 1;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_SEQPACKET = 5;
    private const int SOCK_NONBLOCK = 0x800;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int IPPROTO_TCP = 6;
    private const int IPPROTO_UDP = 17;
    private const int IPPROTO_IPV6 = 41;
    private const int IPPROTO_SCTP = 132;
    private const int SOL_SOCKET = 1;
    private const int SO_REUSEADDR = 2;
    private const int IPV6_V6ONLY = 26;

    /// <summary>Binds a port, of one family only, and listens on it where the protocol has connections.</summary>
    /// <param name="address">Address to bind to.</param>
    /// <param name="port">The port.</param>
    /// <param name="protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
    /// <exception cref="KernelException">The port is taken, the address is not this host's, or the protocol is unknown here.</exception>
    public static SafeSocketHandle Bind(IPAddress address, int port, string protocol)
    {
        var subject = $"{new IPEndPoint(address, port)}/{protocol}";
        var v6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var (type, number) = protocol switch
        {
            "udp" => (SOCK_DGRAM, IPPROTO_UDP),
            "sctp" => (SOCK_SEQPACKET, IPPROTO_SCTP),
            _ => (SOCK_STREAM, IPPROTO_TCP),
        };
        var descriptor = socket(v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, number);
        if (descriptor < 0)
            throw KernelException.Last("socket", subject);
        var owned = new SafeSocketHandle(descriptor, ownsHandle: true);
        try
        {
            var on = 1;
            // Connections of a container that ended linger; they must not keep its successor from the port. For datagrams the
            // same option would let two sockets share the port.
            if (type != SOCK_DGRAM)
                Check(setsockopt(owned, SOL_SOCKET, SO_REUSEADDR, in on, sizeof(int)), "setsockopt", subject);
            if (v6)
                Check(setsockopt(owned, IPPROTO_IPV6, IPV6_V6ONLY, in on, sizeof(int)), "setsockopt", subject);
            Span<byte> name = stackalloc byte[28];
            name.Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(name, (ushort)(v6 ? AF_INET6 : AF_INET));
            BinaryPrimitives.WriteUInt16BigEndian(name[2..], (ushort)port);
            address.TryWriteBytes(name[(v6 ? 8 : 4)..], out _);
            if (v6)
                BinaryPrimitives.WriteUInt32LittleEndian(name[24..], (uint)address.ScopeId);
            Check(bind(owned, in MemoryMarshal.GetReference(name), v6 ? 28 : 16), "bind", subject);
            if (type != SOCK_DGRAM)
                Check(listen(owned, 4096), "listen", subject);
            return owned;
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }

    private static void Check(int result, string call, string subject)
    {
        if (result != 0)
            throw KernelException.Last(call, subject);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(SafeSocketHandle socket, int level, int name, in int value, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeSocketHandle socket, in byte name, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(SafeSocketHandle socket, int backlog);
}
