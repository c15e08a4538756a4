using System.Globalization;
using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Launch;

/// <summary>This process's mapping of the program it runs. It can be laid over another file of the same content, page for page and while it runs, upon
/// which <c>/proc/self/exe</c> is that file: 0.3 ms, where executing the file takes another start of the runtime, 4.6 ms.</summary>
internal static unsafe partial class ExecutableMapping
{
    private const int PROT_READ = 1;
    private const int PROT_WRITE = 2;
    private const int PROT_EXEC = 4;
    private const int MAP_PRIVATE = 2;
    private const int MAP_FIXED = 0x10;
    private const int MREMAP_MAYMOVE_FIXED = 3;
    private const int PR_SET_MM = 35;
    private const int PR_SET_MM_MAP = 14;
    private const int PageShift = 12;
    private const int PageSize = 1 << PageShift;

    // Of the ELF specification: kinds and flags of segments.
    private const uint PT_LOAD = 1;
    private const uint PT_PHDR = 6;
    private const uint PT_GNU_RELRO = 0x6474e552;
    private const uint PF_X = 1;
    private const uint PF_W = 2;

    /// <summary>Of an entry of /proc/PID/pagemap: there is a page, in memory or in swap, and it is the file's own (proc_pid_pagemap(5)).</summary>
    private const ulong IsThere = 3UL << 62, IsOfFile = 1UL << 61;

    /// <summary>Lays it over a file. No other thread may write to the program's data meanwhile.</summary>
    /// <param name="file">Descriptor of the same file, opened through another mount.</param>
    /// <returns>Whether <c>/proc/self/exe</c> is the file now; it takes CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN (PR_SET_MM_MAP in PR_SET_MM(2const)).</returns>
    public static bool MoveTo(nint file)
    {
        const nuint AT_PHDR = 3, AT_PHNUM = 5;
        var segments = new ReadOnlySpan<Segment>((void*)getauxval(AT_PHDR), (int)getauxval(AT_PHNUM));
        long bias = 0;
        foreach (var segment in segments)
        {
            if (segment.Kind == PT_PHDR)
                bias = (long)getauxval(AT_PHDR) - segment.Address;
        }

        foreach (var segment in segments)
        {
            var isDone = segment.Kind switch
            {
                PT_LOAD => (segment.Flags & PF_W) == 0 ? Map(segment, bias, file) : MapWritten(segment, bias, file),
                PT_GNU_RELRO => Protect(segment, bias),
                _ => true,
            };
            if (!isDone)
                return false;
        }

        return Name(file);
    }

    /// <summary>What is only read is mapped from the file.</summary>
    private static bool Map(Segment segment, long bias, nint file)
    {
        var protection = PROT_READ | ((segment.Flags & PF_X) != 0 ? PROT_EXEC : 0);
        var start = Start(segment, bias);
        return Kernel.Call(SystemCall.mmap, start, Length(segment, bias), protection, MAP_PRIVATE | MAP_FIXED, file, Offset(segment)) == start;
    }

    /// <summary>What may be written to is mapped elsewhere, gets what was written so far, and takes the old one's place at a stroke.</summary>
    private static bool MapWritten(Segment segment, long bias, nint file)
    {
        var (start, length) = (Start(segment, bias), Length(segment, bias));
        var copy = Kernel.Call(SystemCall.mmap, 0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, Offset(segment));
        return copy > 0 && CopyWritten(start, copy, (int)(length >> PageShift)) && Kernel.Call(SystemCall.mremap, copy, length, length, MREMAP_MAYMOVE_FIXED, start) == start;
    }

    private static bool CopyWritten(nint from, nint to, int pages)
    {
        nint pagemap;
        fixed (byte* path = "/proc/self/pagemap\0"u8)
            pagemap = Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        if (pagemap < 0)
            return false;
        var size = pages * sizeof(ulong);
        var entries = (ulong*)NativeMemory.Alloc((nuint)size);
        var isRead = Kernel.Call(SystemCall.pread64, pagemap, (nint)entries, size, (from >> PageShift) * sizeof(ulong)) == size;
        for (var page = 0; isRead && page < pages; page++)
        {
            if ((entries[page] & IsThere) != 0 && (entries[page] & IsOfFile) == 0)
                Buffer.MemoryCopy((void*)(from + (page << PageShift)), (void*)(to + (page << PageShift)), PageSize, PageSize);
        }

        NativeMemory.Free(entries);
        Kernel.Call(SystemCall.close, pagemap);
        return isRead;
    }

    /// <summary>What the loader relocated and then protected, whole pages only, as it did.</summary>
    private static bool Protect(Segment segment, long bias)
    {
        var start = Start(segment, bias);
        var end = (nint)((bias + segment.Address + segment.MemorySize) >> PageShift << PageShift);
        return end <= start || Kernel.Call(SystemCall.mprotect, start, end - start, PROT_READ) == 0;
    }

    /// <summary>Tells the kernel that the program's file is another one; the call takes all it knows of the program's memory, the rest as it is.</summary>
    private static bool Name(nint file)
    {
        // After the name in parentheses comes the third field (proc_pid_stat(5)).
        var text = File.ReadAllText("/proc/self/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var map = new MemoryMap
        {
            StartCode = Field(26),
            EndCode = Field(27),
            StartStack = Field(28),
            StartData = Field(45),
            EndData = Field(46),
            StartBreak = Field(47),
            Break = (ulong)Kernel.Call(SystemCall.brk),
            ArgumentsStart = Field(48),
            ArgumentsEnd = Field(49),
            EnvironmentStart = Field(50),
            EnvironmentEnd = Field(51),
            Executable = (uint)file,
        };
        return Kernel.Call(SystemCall.prctl, PR_SET_MM, PR_SET_MM_MAP, (nint)(&map), sizeof(MemoryMap)) == 0;

        ulong Field(int number) => ulong.Parse(fields[number - 3], CultureInfo.InvariantCulture);
    }

    private static nint Start(Segment segment, long bias) => (nint)((bias + segment.Address) >> PageShift << PageShift);

    /// <summary>To the end of the last page that has bytes of the file.</summary>
    private static nint Length(Segment segment, long bias) =>
        (nint)((bias + segment.Address + segment.FileSize + PageSize - 1) >> PageShift << PageShift) - Start(segment, bias);

    private static nint Offset(Segment segment) => (nint)(segment.Offset >> PageShift << PageShift);

    /// <summary>Elf64_Phdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Segment
    {
        public readonly uint Kind;
        public readonly uint Flags;
        public readonly long Offset;
        public readonly long Address;
        public readonly long PhysicalAddress;
        public readonly long FileSize;
        public readonly long MemorySize;
        public readonly long Alignment;
    }

    /// <summary>struct prctl_mm_map (linux/prctl.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryMap
    {
        public ulong StartCode;
        public ulong EndCode;
        public ulong StartData;
        public ulong EndData;
        public ulong StartBreak;
        public ulong Break;
        public ulong StartStack;
        public ulong ArgumentsStart;
        public ulong ArgumentsEnd;
        public ulong EnvironmentStart;
        public ulong EnvironmentEnd;
        public ulong Auxiliary;
        public uint AuxiliarySize;
        public uint Executable;
    }

    [LibraryImport("libc")]
    private static partial nuint getauxval(nuint type);
}
