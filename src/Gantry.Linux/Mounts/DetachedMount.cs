using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Mounts;

/// <summary>Mounts that hang nowhere: only an open descriptor holds them, so they end with the process that made them, however it ends.</summary>
public static partial class DetachedMount
{
    private const int Detach = 2;                // MNT_DETACH
    private const uint CloneTree = 1;            // OPEN_TREE_CLONE
    private const uint CloseOnExec = 0x80000;    // OPEN_TREE_CLOEXEC
    private const nint OpenTree = 428;

    /// <summary>Mounts a file system and takes the mount off the tree again, keeping a descriptor of its root.</summary>
    /// <param name="type">The file system.</param>
    /// <param name="source">Its source, as mount(2) takes it.</param>
    /// <param name="options">Its options, as mount(2) takes them.</param>
    /// <param name="directory">An empty directory to mount on for a moment.</param>
    /// <returns>The root, which serves calls that take a directory, and <c>/proc/self/fd</c>.</returns>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static SafeFileHandle Open(string type, string source, string options, string directory)
    {
        if (mount(source, directory, type, 0, options) != 0) throw KernelException.Last("mount", directory);
        try
        {
            // A clone, since what is unmounted lazily can no longer be walked up to its root.
            var root = syscall(OpenTree, OpenFlags.AT_FDCWD, directory, CloneTree | CloseOnExec);
            return root < 0 ? throw KernelException.Last("open_tree", directory) : new SafeFileHandle(root, ownsHandle: true);
        }
        finally
        {
            _ = umount2(directory, Detach);
        }
    }

    /// <summary>Takes whatever is mounted on a directory off it (umount2(2) with MNT_DETACH); nothing mounted there is no error.</summary>
    public static void Remove(string directory)
    {
        while (umount2(directory, Detach) == 0)
        {
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint directory, string path, nuint flags);
}
