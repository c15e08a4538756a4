using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Processes;

/// <summary>The pages of the executable and its libraries that this process has mapped. They are the files' own, unchanged: what is needed of
/// them after they were let go is mapped again from the page cache at its first touch.</summary>
public static unsafe class FilePages
{
    private const int MADV_DONTNEED = 4;
    private const int PageShift = 12;
    private const int MapsSize = 128 << 10;

    /// <summary>Bit 61 of an entry of /proc/PID/pagemap: the page is the file's own, no private copy (proc(5)).</summary>
    private const ulong OfFile = 1UL << 61;

    /// <summary>Lets go of them; takes no managed memory.</summary>
    /// <param name="isAlone">Whether no other thread can write meanwhile. Pages of writable mappings are let go only then: what is written to
    /// one between the look at it and its release would be lost.</param>
    public static void Release(bool isAlone)
    {
        const int PROT_READ_WRITE = 3;
        const int MAP_PRIVATE_ANONYMOUS = 0x22;
        var block = Kernel.Call(SystemCall.mmap, 0, MapsSize, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (block < 0)
            return;
        Release((byte*)block, isAlone);
        Kernel.Call(SystemCall.munmap, block, MapsSize);
    }

    /// <summary>Lets go of those that lie wholly in a part of the program's constant data.</summary>
    public static void Release(ReadOnlySpan<byte> constant)
    {
        const long PageSize = 1 << PageShift;
        fixed (byte* data = constant)
        {
            var (start, end) = (((nint)data + PageSize - 1) & -PageSize, (nint)(data + constant.Length) & -PageSize);
            if (end > start)
                Kernel.Call(SystemCall.madvise, (nint)start, (nint)(end - start), MADV_DONTNEED);
        }
    }

    private static void Release(byte* text, bool isAlone)
    {
        int maps, pages;
        fixed (byte* path = "/proc/self/maps\0"u8)
            maps = (int)Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        fixed (byte* path = "/proc/self/pagemap\0"u8)
            pages = (int)Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        var length = 0;
        for (nint read; length < MapsSize && (read = Kernel.Retry(SystemCall.read, maps, (nint)(text + length), MapsSize - length)) > 0;)
            length += (int)read;
        Kernel.Call(SystemCall.close, maps);
        for (var line = text; line < text + length;)
        {
            var at = line;
            var start = Hexadecimal(ref at);
            at++;
            var end = Hexadecimal(ref at);
            var flags = at + 1;
            while (line < text + length && *line != '\n')
                line++;

            // rwxp OFFSET MAJOR:MINOR INODE PATH: a path is a file's.
            var isFile = new ReadOnlySpan<byte>(flags, (int)(line - flags)).IndexOf((byte)'/') >= 0;
            line++;
            if (isFile && flags[3] == 'p' && (isAlone || flags[1] != 'w'))
                DropUnwritten(pages, start, end);
        }

        Kernel.Call(SystemCall.close, pages);
    }

    /// <summary>Drops the pages of a mapping of which there is no private copy; also a read-only mapping has some, where the loader relocated it.</summary>
    private static void DropUnwritten(int pagemap, ulong start, ulong end)
    {
        const int Batch = 256;
        ulong* entries = stackalloc ulong[Batch];
        for (var page = start >> PageShift; page < end >> PageShift; page += Batch)
        {
            var count = (int)Math.Min(Batch, (end >> PageShift) - page);
            if (Kernel.Call(SystemCall.pread64, pagemap, (nint)entries, count * sizeof(ulong), (nint)(page * sizeof(ulong))) != count * sizeof(ulong))
                return;
            for (var i = 0; i < count;)
            {
                var run = i;
                while (run < count && (entries[run] & OfFile) != 0)
                    run++;
                if (run > i)
                    Kernel.Call(SystemCall.madvise, (nint)((page + (ulong)i) << PageShift), (run - i) << PageShift, MADV_DONTNEED);
                i = run + 1;
            }
        }
    }

    private static ulong Hexadecimal(ref byte* at)
    {
        ulong value = 0;
        for (; *at is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'f'; at++)
            value = (value << 4) | (uint)(*at <= '9' ? *at - '0' : *at - 'a' + 10);
        return value;
    }
}
