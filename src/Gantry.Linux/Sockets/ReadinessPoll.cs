using System.Buffers.Binary;
using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Sockets;

/// <summary>Tells which of many sockets have something to read (epoll(7), level-triggered), so that one thread can serve them all.</summary>
public sealed partial class ReadinessPoll : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int EPOLL_CLOEXEC = 0x80000;
    private const int EPOLL_CTL_ADD = 1;
    private const int EPOLL_CTL_DEL = 2;
    private const int EPOLL_CTL_MOD = 3;
    private const uint EPOLLIN = 1;
    private const uint EPOLLONESHOT = 1u << 30;

    // struct epoll_event (epoll_event(3type)) is packed on x86-64 and aligned everywhere else.
    private static readonly int tokenOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int eventSize = tokenOffset + sizeof(long);

    private ReadinessPoll(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>Makes one.</summary>
    public static ReadinessPoll Create()
    {
        var descriptor = epoll_create1(EPOLL_CLOEXEC);
        return descriptor >= 0 ? new ReadinessPoll(descriptor) : throw KernelException.Last("epoll_create1", "poll");
    }

    /// <summary>Watches a socket until it is closed or taken out.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="token">What <see cref="Wait"/> calls it.</param>
    public void Add(SafeHandle socket, long token) => Control(EPOLL_CTL_ADD, socket, EPOLLIN, token);

    /// <summary>Watches a socket for one event: something to read, now or later, or the end of what it will ever bring.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="token">What <see cref="Wait"/> calls it.</param>
    /// <param name="again">Whether it has been watched before.</param>
    public void AddOnce(SafeHandle socket, long token, bool again) =>
        Control(again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, EPOLLIN | EPOLLONESHOT, token);

    /// <summary>Watches a socket no more; no error if it is not watched.</summary>
    public void Remove(SafeHandle socket)
    {
        Span<byte> none = stackalloc byte[16];
        _ = epoll_ctl(this, EPOLL_CTL_DEL, socket, in MemoryMarshal.GetReference(none));
    }

    /// <summary>Waits until a socket can be read.</summary>
    /// <param name="tokens">Takes the tokens of those that can, at most 64 at a time.</param>
    /// <returns>How many.</returns>
    public int Wait(Span<long> tokens)
    {
        const int Most = 64;
        Span<byte> events = stackalloc byte[Most * 16];
        var count = epoll_wait(this, ref MemoryMarshal.GetReference(events), Math.Min(tokens.Length, Most), -1);
        if (count < 0)
            return Marshal.GetLastPInvokeError() == Errno.EINTR ? 0 : throw KernelException.Last("epoll_wait", "poll");
        for (var i = 0; i < count; i++)
            tokens[i] = BinaryPrimitives.ReadInt64LittleEndian(events[(i * eventSize + tokenOffset)..]);
        return count;
    }

    private void Control(int operation, SafeHandle socket, uint events, long token)
    {
        Span<byte> wanted = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, events);
        BinaryPrimitives.WriteInt64LittleEndian(wanted[tokenOffset..], token);
        if (epoll_ctl(this, operation, socket, in MemoryMarshal.GetReference(wanted)) != 0)
            throw KernelException.Last("epoll_ctl", "poll");
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => close((int)handle) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(ReadinessPoll poll, int operation, SafeHandle socket, in byte wanted);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(ReadinessPoll poll, ref byte events, int most, int timeout);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
