using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Files;

public static unsafe partial class At
{
    private const uint BasicStats = 0x7FF; // STATX_BASIC_STATS

    /// <summary>What a name stands for (statx(2)); null with the reason in <paramref name="errno"/> when it cannot be told.
    /// An empty name asks about the directory, or whatever the handle is, itself.</summary>
    public static FileStatus? TryStatus(SafeFileHandle directory, string name, out int errno)
    {
        Statx raw;
        int result;
        var flags = OpenFlags.AT_SYMLINK_NOFOLLOW | (name.Length == 0 ? OpenFlags.AT_EMPTY_PATH : 0);
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            result = statx(directory, p, flags, BasicStats, &raw);
        errno = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (result != 0) return null;
        return new FileStatus(
            (FileKind)(raw.Mode & 0xF000),
            raw.Mode & 0xFFFu,
            raw.User,
            raw.Group,
            (long)raw.Size,
            (long)raw.Blocks,
            raw.Links,
            raw.Inode,
            new DeviceNumber(raw.DeviceMajor, raw.DeviceMinor),
            new DeviceNumber(raw.NodeMajor, raw.NodeMinor),
            new FileTime(raw.ModifiedSeconds, raw.ModifiedNanoseconds),
            new FileTime(raw.ChangedSeconds, raw.ChangedNanoseconds));
    }

    /// <summary>What a name stands for (statx(2)).</summary>
    /// <exception cref="KernelException">The kernel refused, for example because there is no such name.</exception>
    public static FileStatus Status(SafeFileHandle directory, string name = "") =>
        TryStatus(directory, name, out var errno) ?? throw new KernelException("stat", FileName.ToText(name), errno);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(SafeFileHandle directory, byte* path, int flags, uint mask, Statx* status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(16)] public uint Links;
        [FieldOffset(20)] public uint User;
        [FieldOffset(24)] public uint Group;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(48)] public ulong Blocks;
        [FieldOffset(96)] public long ChangedSeconds;
        [FieldOffset(104)] public uint ChangedNanoseconds;
        [FieldOffset(112)] public long ModifiedSeconds;
        [FieldOffset(120)] public uint ModifiedNanoseconds;
        [FieldOffset(128)] public uint NodeMajor;
        [FieldOffset(132)] public uint NodeMinor;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }
}
