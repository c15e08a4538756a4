using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Devices;

/// <summary>A device file of the host.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Kind"><c>c</c> for a character device, <c>b</c> for a block device, null for anything else.</param>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
public sealed partial record DeviceNode(string Path, string? Kind, uint Major, uint Minor, uint Mode, uint Uid, uint Gid)
{
    private const int AT_FDCWD = -100;
    private const uint STATX_BASIC_STATS = 0x7ff;

    /// <summary>Reads a file's kind and numbers, following links (statx(2)).</summary>
    /// <exception cref="KernelException">The path cannot be read.</exception>
    public static unsafe DeviceNode Read(string path)
    {
        // struct statx, 256 bytes: mode at 28, uid at 20, gid at 24, device numbers at 128 and 132.
        byte* buffer = stackalloc byte[256];
        if (statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, buffer) != 0)
            throw KernelException.Last("stat", path);
        var mode = *(ushort*)(buffer + 28);
        var kind = (mode & 0xf000) switch
        {
            0x2000 => "c",
            0x6000 => "b",
            _ => null,
        };
        return new DeviceNode(path, kind, *(uint*)(buffer + 128), *(uint*)(buffer + 132), mode & 0xfffu, *(uint*)(buffer + 20), *(uint*)(buffer + 24));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int directory, string path, int flags, uint mask, byte* buffer);
}
