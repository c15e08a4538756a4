using System.Buffers.Binary;
using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Netlink;

/// <summary>
/// A netlink socket (netlink(7)). It belongs to the network namespace of the thread that opened it and keeps talking to that
/// one, whichever thread uses it later.
/// </summary>
public sealed partial class NetlinkSocket : IDisposable
{
    private const int AF_NETLINK = 16;
    private const int SOCK_RAW = 3;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SO_RCVBUF = 8;
    private const int SOL_NETLINK = 270;
    private const int NETLINK_ADD_MEMBERSHIP = 1;
    private const int NETLINK_CAP_ACK = 10;
    private const int NETLINK_EXT_ACK = 11;
    private const int MSG_PEEK = 2;
    private const int MSG_TRUNC = 0x20;
    private const short POLLIN = 1;
    private const ushort NLMSG_ERROR = 2;
    private const ushort NLMSG_DONE = 3;
    private const ushort NLM_F_MULTI = 2;
    private const ushort NLM_F_CAPPED = 0x100;
    private const ushort NLM_F_ACK_TLVS = 0x200;
    private const int EINTR = 4;
    private const int HeaderSize = 16;

    private readonly SafeFileHandle _socket;
    private readonly Lock _turn = new();
    private byte[] _buffer = new byte[32 * 1024];
    private uint _sequence;

    private NetlinkSocket(SafeFileHandle socket) => _socket = socket;

    /// <summary>Opens a socket for links, addresses and routes (rtnetlink(7)).</summary>
    public static NetlinkSocket OpenRoute() => Open(0);

    /// <summary>Opens a socket for connection tracking and packet filters.</summary>
    public static NetlinkSocket OpenNetfilter() => Open(12);

    /// <summary>Sends all messages of <paramref name="request"/> at once and waits for the answer to each.</summary>
    /// <exception cref="KernelException">The first message that failed; the ones after it were executed all the same.</exception>
    public void Execute(NetlinkRequest request)
    {
        lock (_turn)
        {
            var first = _sequence + 1;
            _sequence = request.Number(first);
            Send(request);

            KernelException? failure = null;
            for (var last = first - 1; last != _sequence;)
                foreach (var message in Receive(0))
                {
                    last = message.Sequence;
                    if (message.Type == NLMSG_ERROR && failure is null)
                        failure = Failure(message, request, (int)(message.Sequence - first));
                }

            if (failure is not null)
                throw failure;
        }
    }

    /// <summary>Sends one query and hands each message of the answer to <paramref name="each"/>, without its netlink header.</summary>
    public void Query(NetlinkRequest request, Action<ushort, ReadOnlyMemory<byte>> each)
    {
        lock (_turn)
        {
            var sequence = _sequence + 1;
            _sequence = request.Number(sequence);
            Send(request);
            for (var done = false; !done;)
                foreach (var message in Receive(0))
                {
                    if (message.Sequence != sequence)
                        continue;
                    if (message.Type == NLMSG_ERROR && Failure(message, request, 0) is { } failure)
                        throw failure;
                    done = message.Type is NLMSG_ERROR or NLMSG_DONE || (message.Flags & NLM_F_MULTI) == 0;
                    if (message.Type is not (NLMSG_ERROR or NLMSG_DONE))
                        each(message.Type, message.Payload);
                }
        }
    }

    /// <summary>Subscribes to a group of notifications, for example <see cref="LinkGroup"/>.</summary>
    public void Subscribe(int group)
    {
        // A socket without a port of its own is taken for the kernel's, and the kernel does not notify itself.
        ReadOnlySpan<byte> name = [AF_NETLINK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        if (bind(_socket, in MemoryMarshal.GetReference(name), name.Length) != 0)
            throw KernelException.Last("bind", "AF_NETLINK");
        SetOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
    }

    /// <summary>Notifications of links that come, change or go.</summary>
    public const int LinkGroup = 1;

    /// <summary>Waits for notifications and hands them to <paramref name="each"/>; false: none came in time.</summary>
    public bool WaitNotification(TimeSpan patience, Action<ushort, ReadOnlyMemory<byte>> each)
    {
        var wait = new PollDescriptor { Descriptor = (int)_socket.DangerousGetHandle(), Events = POLLIN };
        if (poll(ref wait, 1, (int)Math.Max(0, patience.TotalMilliseconds)) <= 0)
            return false;
        foreach (var message in Receive(0))
            each(message.Type, message.Payload);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static NetlinkSocket Open(int protocol)
    {
        var descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        if (descriptor < 0)
            throw KernelException.Last("socket", "AF_NETLINK");
        var opened = new NetlinkSocket(new SafeFileHandle(descriptor, ownsHandle: true));
        opened.SetOption(SOL_NETLINK, NETLINK_CAP_ACK, 1);
        opened.SetOption(SOL_NETLINK, NETLINK_EXT_ACK, 1);
        opened.SetOption(SOL_SOCKET, SO_RCVBUF, 1 << 20);
        return opened;
    }

    private void SetOption(int level, int name, int value)
    {
        if (setsockopt(_socket, level, name, in value, sizeof(int)) != 0)
            throw KernelException.Last("setsockopt", "AF_NETLINK");
    }

    private void Send(NetlinkRequest request)
    {
        var bytes = request.Bytes;
        if (send(_socket, in MemoryMarshal.GetReference(bytes), bytes.Length, 0) < 0)
            throw KernelException.Last("send", request.Subject(0));
    }

    private List<Message> Receive(int flags)
    {
        // A dump's message may be larger than any buffer chosen beforehand; peeking tells its size.
        long length;
        while ((length = recv(_socket, ref MemoryMarshal.GetArrayDataReference(_buffer), _buffer.Length, flags | MSG_PEEK | MSG_TRUNC)) < 0)
            if (Marshal.GetLastPInvokeError() != EINTR)
                throw KernelException.Last("recv", "AF_NETLINK");
        if (length > _buffer.Length)
            _buffer = new byte[length];
        length = recv(_socket, ref MemoryMarshal.GetArrayDataReference(_buffer), _buffer.Length, flags);
        if (length < 0)
            throw KernelException.Last("recv", "AF_NETLINK");

        var messages = new List<Message>();
        for (var rest = _buffer.AsMemory(0, (int)length); rest.Length >= HeaderSize;)
        {
            var header = rest.Span;
            var size = BinaryPrimitives.ReadInt32LittleEndian(header);
            messages.Add(new Message(
                BinaryPrimitives.ReadUInt16LittleEndian(header[4..]),
                BinaryPrimitives.ReadUInt16LittleEndian(header[6..]),
                BinaryPrimitives.ReadUInt32LittleEndian(header[8..]),
                rest[HeaderSize..size]));
            rest = rest[Math.Min(rest.Length, (size + 3) & ~3)..];
        }

        return messages;
    }

    private static KernelException? Failure(Message message, NetlinkRequest request, int index)
    {
        var errno = -BinaryPrimitives.ReadInt32LittleEndian(message.Payload.Span);
        if (errno == 0)
            return null;
        var subject = request.Subject(index);
        if ((message.Flags & NLM_F_ACK_TLVS) != 0 && Explanation(message) is { Length: > 0 } text)
            subject = $"{subject} ({text})";
        return new KernelException("netlink", subject, errno);
    }

    private static string? Explanation(Message message)
    {
        const ushort NLMSGERR_ATTR_MSG = 1;
        var original = BinaryPrimitives.ReadInt32LittleEndian(message.Payload.Span[4..]);
        var start = (message.Flags & NLM_F_CAPPED) != 0 ? 4 + HeaderSize : 4 + ((original + 3) & ~3);
        foreach (var attribute in new NetlinkAttributes(message.Payload.Span[start..]))
            if (attribute.Type == NLMSGERR_ATTR_MSG)
                return attribute.Text;
        return null;
    }

    private readonly record struct Message(ushort Type, ushort Flags, uint Sequence, ReadOnlyMemory<byte> Payload);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(SafeFileHandle socket, int level, int name, in int value, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeFileHandle socket, in byte name, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(SafeFileHandle socket, in byte buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeFileHandle socket, ref byte buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref PollDescriptor descriptors, nuint count, int milliseconds);
}
