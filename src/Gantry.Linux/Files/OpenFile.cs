using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Files;

/// <summary>Calls on an open file.</summary>
public static unsafe partial class OpenFile
{
    private const uint WriteFlag = 2; // SYNC_FILE_RANGE_WRITE
    private const ulong GetFlags = 0x80086601; // FS_IOC_GETFLAGS
    private const ulong SetFlags = 0x40086602; // FS_IOC_SETFLAGS
    private const int TopOfHierarchy = 0x20000; // FS_TOPDIR_FL

    /// <summary>Opens an absolute path (open(2)), following symbolic links: for paths of the engine's own.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static SafeFileHandle Open(string path, int flags, uint permissions = 0)
    {
        int descriptor;
        fixed (byte* p = FileName.Terminated(FileName.FromText(path), stackalloc byte[FileName.PathLimit]))
            descriptor = open(p, flags | OpenFlags.O_CLOEXEC, permissions);
        return descriptor < 0 ? throw KernelException.Last("open", path) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Opens the file a descriptor stands for, for example one of O_PATH, in another way.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static SafeFileHandle Reopen(SafeFileHandle file, int flags) => Open($"/proc/self/fd/{file.DangerousGetHandle()}", flags);

    /// <summary>Writes all of <paramref name="data"/> at the file's position (write(2)).</summary>
    /// <exception cref="KernelException">The kernel refused, for example because the disk is full.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> data, string subject)
    {
        while (data.Length > 0)
        {
            nint written;
            fixed (byte* p = data) written = write(file, p, (nuint)data.Length);
            if (written >= 0) data = data[(int)written..];
            else if (Marshal.GetLastPInvokeError() is not Errno.EINTR) throw KernelException.Last("write", subject);
        }
    }

    /// <summary>Reads at the file's position (read(2)); 0 at its end.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static int Read(SafeFileHandle file, Span<byte> buffer, string subject)
    {
        while (true)
        {
            nint length;
            fixed (byte* p = buffer) length = read(file, p, (nuint)buffer.Length);
            if (length >= 0) return (int)length;
            if (Marshal.GetLastPInvokeError() is not Errno.EINTR) throw KernelException.Last("read", subject);
        }
    }

    /// <summary>Moves the file's position (lseek(2)).</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where to, or where to look from.</param>
    /// <param name="whence">SEEK_SET and its kin.</param>
    /// <returns>The new position, or -1 where the call failed, as it does when there is no further data.</returns>
    public static long Seek(SafeFileHandle file, long offset, SeekFrom whence) => lseek(file, offset, (int)whence);

    /// <summary>Sets the file's size (ftruncate(2)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void SetLength(SafeFileHandle file, long length, string subject)
    {
        if (ftruncate(file, length) != 0) throw KernelException.Last("truncate", subject);
    }

    /// <summary>Changes the owner (fchown(2)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void ChangeOwner(SafeFileHandle file, uint user, uint group, string subject)
    {
        if (fchown(file, user, group) != 0) throw KernelException.Last("chown", subject);
    }

    /// <summary>Changes the permission bits (fchmod(2)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void ChangePermissions(SafeFileHandle file, uint permissions, string subject)
    {
        if (fchmod(file, permissions) != 0) throw KernelException.Last("chmod", subject);
    }

    /// <summary>Sets the times of access and modification (futimens(3)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void SetTimes(SafeFileHandle file, FileTime accessed, FileTime modified, string subject)
    {
        var times = stackalloc FileTime[2] { accessed, modified };
        if (futimens(file, times) != 0) throw KernelException.Last("futimens", subject);
    }

    /// <summary>Makes the file's content and name durable (fsync(2)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void Synchronize(SafeFileHandle file, string subject)
    {
        if (fsync(file) != 0) throw KernelException.Last("fsync", subject);
    }

    /// <summary>Makes everything of the file system that holds <paramref name="file"/> durable (syncfs(2)).</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void SynchronizeFileSystem(SafeFileHandle file, string subject)
    {
        if (syncfs(file) != 0) throw KernelException.Last("syncfs", subject);
    }

    /// <summary>Starts writing a range to disk without waiting (sync_file_range(2)), so that a later fsync finds little to do.
    /// A hint: failures are of no consequence.</summary>
    public static void StartWriting(SafeFileHandle file, long offset, long length) => _ = sync_file_range(file, offset, length, WriteFlag);

    /// <summary>Tells ext4 that what is made in a directory has nothing to do with each other, so that it is spread over the disk instead of
    /// being kept together (chattr(1), attribute T). A hint: other file systems have no such thing.</summary>
    public static void SpreadChildren(SafeFileHandle directory)
    {
        var flags = 0;
        if (ioctl(directory, GetFlags, &flags) != 0) return;
        flags |= TopOfHierarchy;
        _ = ioctl(directory, SetFlags, &flags);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle file, ulong request, int* flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte* path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeFileHandle file, byte* data, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle file, byte* data, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(SafeFileHandle file, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(SafeFileHandle file, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int futimens(SafeFileHandle file, FileTime* times);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syncfs(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sync_file_range(SafeFileHandle file, long offset, long length, uint flags);
}
