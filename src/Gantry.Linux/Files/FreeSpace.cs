using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Files;

/// <summary>What a file system still takes.</summary>
/// <param name="Bytes">Free bytes.</param>
/// <param name="TotalBytes">All bytes.</param>
/// <param name="Inodes">Free inodes; 0 where the file system has no fixed number.</param>
/// <param name="TotalInodes">All inodes; 0 where the file system has no fixed number.</param>
public readonly unsafe partial record struct FreeSpace(long Bytes, long TotalBytes, long Inodes, long TotalInodes)
{
    /// <summary>Asks the file system that holds an open file (fstatfs(2)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static FreeSpace Of(SafeFileHandle file)
    {
        Statfs raw;
        if (fstatfs(file, &raw) != 0) throw KernelException.Last("statfs", "file system");
        return new FreeSpace(raw.Available * raw.BlockSize, raw.Blocks * raw.BlockSize, raw.FreeInodes, raw.Inodes);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fstatfs(SafeFileHandle file, Statfs* status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statfs
    {
        [FieldOffset(8)] public long BlockSize;
        [FieldOffset(16)] public long Blocks;
        [FieldOffset(32)] public long Available;
        [FieldOffset(40)] public long Inodes;
        [FieldOffset(48)] public long FreeInodes;
    }
}
