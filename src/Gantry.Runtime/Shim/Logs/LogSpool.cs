using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>Lines on their way to a remote server: numbered files in a directory, which the daemon sends and removes. While it is away they stay.
/// When as many are there as may be, the container waits until one is gone, or its lines are dropped.</summary>
internal sealed unsafe class LogSpool
{
    private readonly LogPath path;
    private readonly int segments;
    private readonly long segmentSize;
    private readonly bool blocks;
    private int number;
    private int file = -1;
    private long size;

    public LogSpool(byte* directory, int next, int segments, long segmentSize, bool blocks)
    {
        // DIRECTORY/log.N
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(directory);
        var prefix = (byte*)NativeMemory.AllocZeroed((nuint)text.Length + 5);
        text.CopyTo(new Span<byte>(prefix, text.Length));
        "/log"u8.CopyTo(new Span<byte>(prefix + text.Length, 4));
        path = new LogPath(prefix);
        NativeMemory.Free(prefix);
        this.segments = segments;
        this.segmentSize = segmentSize;
        this.blocks = blocks;
        number = next;
        if (!blocks)
            return;
        const int IN_DELETE = 0x200;
        Changes = (int)Kernel.Call(SystemCall.inotify_init1, OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC);
        Kernel.Call(SystemCall.inotify_add_watch, Changes, (nint)directory, IN_DELETE);
    }

    /// <summary>Becomes readable when a segment is removed; -1 where nobody waits for it.</summary>
    public int Changes { get; } = -1;

    /// <summary>Whether the container must wait.</summary>
    public bool Holds => blocks && IsFull;

    private bool IsFull => size >= segmentSize && number >= segments && Kernel.Call(SystemCall.faccessat2, OpenFlags.AT_FDCWD, (nint)path.Of(number + 1 - segments)) == 0;

    /// <summary>Appends; drops what finds no room.</summary>
    public void Append(LogBuffer buffer)
    {
        if (!blocks && IsFull)
            return;
        if (file >= 0 && size >= segmentSize && !IsFull)
        {
            Kernel.Call(SystemCall.close, file);
            number++;
            file = -1;
        }

        if (file < 0)
        {
            file = (int)Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path.Of(number), OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_CLOEXEC, 0x180);
            size = 0;
        }

        if (buffer.WriteTo(file))
            size += buffer.Length;
        else
            Kernel.Call(SystemCall.ftruncate, file, (nint)size);
    }

    /// <summary>Takes what was reported.</summary>
    public void TakeChanges()
    {
        byte* events = stackalloc byte[4096];
        while (Kernel.Retry(SystemCall.read, Changes, (nint)events, 4096) > 0)
        {
        }
    }
}
