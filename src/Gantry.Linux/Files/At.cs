using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Files;

/// <summary>Calls on a name inside an open directory. The name is one component unless a member says otherwise; it is never followed
/// when it is a symbolic link. Names are in the form of <see cref="FileName"/>.</summary>
public static unsafe partial class At
{
    private const int RemoveDirectoryFlag = 0x200; // AT_REMOVEDIR
    private const uint ExchangeFlag = 2; // RENAME_EXCHANGE

    /// <summary>Opens or creates a file (openat(2)); <see cref="OpenFlags.O_NOFOLLOW"/> and close-on-exec are always added.</summary>
    /// <returns>The handle, or null with the reason in <paramref name="errno"/>.</returns>
    public static SafeFileHandle? TryOpen(SafeFileHandle directory, string name, int flags, uint permissions, out int errno)
    {
        var path = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]);
        int descriptor;
        fixed (byte* p = path) descriptor = openat(directory, p, flags | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC, permissions);
        errno = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Opens or creates a file (openat(2)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static SafeFileHandle Open(SafeFileHandle directory, string name, int flags, uint permissions = 0) =>
        TryOpen(directory, name, flags, permissions, out var errno) ?? throw new KernelException("open", FileName.ToText(name), errno);

    /// <summary>Makes a directory (mkdirat(2)). Answers the error number, 0 for success.</summary>
    public static int TryMakeDirectory(SafeFileHandle directory, string name, uint permissions)
    {
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            return mkdirat(directory, p, permissions) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Makes a device node, pipe or socket (mknodat(2)). Answers the error number, 0 for success.</summary>
    public static int TryMakeNode(SafeFileHandle directory, string name, FileKind kind, uint permissions, DeviceNumber device)
    {
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            return mknodat(directory, p, (uint)kind | permissions, device.Packed) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Makes a symbolic link (symlinkat(2)). Answers the error number, 0 for success.</summary>
    public static int TryMakeSymbolicLink(string target, SafeFileHandle directory, string name)
    {
        fixed (byte* t = FileName.Terminated(target, stackalloc byte[FileName.PathLimit]))
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            return symlinkat(t, directory, p) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Gives a file one more name (linkat(2)); a symbolic link is linked itself. Answers the error number, 0 for success.</summary>
    public static int TryLink(SafeFileHandle sourceDirectory, string source, SafeFileHandle directory, string name)
    {
        fixed (byte* s = FileName.Terminated(source, stackalloc byte[FileName.PathLimit]))
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            return linkat(sourceDirectory, s, directory, p, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Moves a name to another directory of the same file system (renameat(2)). Answers the error number, 0 for success.</summary>
    public static int TryRename(SafeFileHandle sourceDirectory, string source, SafeFileHandle directory, string name)
    {
        fixed (byte* s = FileName.Terminated(source, stackalloc byte[FileName.PathLimit]))
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            return renameat(sourceDirectory, s, directory, p) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Lets two names of one file system stand for each other's files (renameat2(2), RENAME_EXCHANGE). Answers the error number, 0 for success.</summary>
    public static int TryExchange(SafeFileHandle oneDirectory, string one, SafeFileHandle otherDirectory, string other)
    {
        fixed (byte* s = FileName.Terminated(one, stackalloc byte[FileName.PathLimit]))
        fixed (byte* p = FileName.Terminated(other, stackalloc byte[FileName.PathLimit]))
            return renameat2(oneDirectory, s, otherDirectory, p, ExchangeFlag) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Removes a name (unlinkat(2)). Answers the error number, 0 for success.</summary>
    public static int TryRemove(SafeFileHandle directory, string name, bool isDirectory)
    {
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            return unlinkat(directory, p, isDirectory ? RemoveDirectoryFlag : 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Where a symbolic link points (readlinkat(2)).</summary>
    /// <exception cref="KernelException">The kernel refused, for example because it is no symbolic link.</exception>
    public static string ReadLink(SafeFileHandle directory, string name)
    {
        var target = stackalloc byte[FileName.PathLimit];
        nint length;
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            length = readlinkat(directory, p, target, FileName.PathLimit);
        if (length < 0) throw KernelException.Last("readlink", FileName.ToText(name));
        return System.Text.Encoding.Latin1.GetString(target, (int)length);
    }

    /// <summary>Changes the owner (fchownat(2)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void ChangeOwner(SafeFileHandle directory, string name, uint user, uint group)
    {
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            if (fchownat(directory, p, user, group, OpenFlags.AT_SYMLINK_NOFOLLOW) != 0) throw KernelException.Last("chown", FileName.ToText(name));
    }

    /// <summary>Changes the permission bits (fchmodat(3)); a symbolic link has none and is refused.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void ChangePermissions(SafeFileHandle directory, string name, uint permissions)
    {
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            if (fchmodat(directory, p, permissions, OpenFlags.AT_SYMLINK_NOFOLLOW) != 0) throw KernelException.Last("chmod", FileName.ToText(name));
    }

    /// <summary>Sets the times of access and modification (utimensat(2)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void SetTimes(SafeFileHandle directory, string name, FileTime accessed, FileTime modified)
    {
        var times = stackalloc FileTime[2] { accessed, modified };
        fixed (byte* p = FileName.Terminated(name, stackalloc byte[FileName.PathLimit]))
            if (utimensat(directory, p, times, OpenFlags.AT_SYMLINK_NOFOLLOW) != 0) throw KernelException.Last("utimensat", FileName.ToText(name));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(SafeFileHandle directory, byte* path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdirat(SafeFileHandle directory, byte* path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mknodat(SafeFileHandle directory, byte* path, uint mode, ulong device);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int symlinkat(byte* target, SafeFileHandle directory, byte* path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int linkat(SafeFileHandle oldDirectory, byte* oldPath, SafeFileHandle newDirectory, byte* newPath, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat(SafeFileHandle oldDirectory, byte* oldPath, SafeFileHandle newDirectory, byte* newPath);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat2(SafeFileHandle oldDirectory, byte* oldPath, SafeFileHandle newDirectory, byte* newPath, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlinkat(SafeFileHandle directory, byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint readlinkat(SafeFileHandle directory, byte* path, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchownat(SafeFileHandle directory, byte* path, uint user, uint group, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmodat(SafeFileHandle directory, byte* path, uint mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int utimensat(SafeFileHandle directory, byte* path, FileTime* times, int flags);
}
