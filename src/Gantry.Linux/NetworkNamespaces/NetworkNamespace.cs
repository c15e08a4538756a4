using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.NetworkNamespaces;

/// <summary>Network namespaces as files (network_namespaces(7)): a namespace lives as long as it is mounted somewhere.</summary>
public static partial class NetworkNamespace
{
    private const int CLONE_NEWNET = 0x40000000;
    private const ulong MS_BIND = 4096;
    private const int MNT_DETACH = 2;
    private const int EINVAL = 22;
    private const int ENOENT = 2;

    /// <summary>Opens the namespace mounted on <paramref name="path"/>, or found in <c>/proc</c>.</summary>
    public static SafeFileHandle Open(string path) => File.OpenHandle(path);

    /// <summary>Opens the namespace of the calling thread.</summary>
    public static SafeFileHandle OpenCurrent() => Open("/proc/thread-self/ns/net");

    /// <summary>Moves the calling thread to a namespace. For dedicated threads only: a pool's thread would serve others there.</summary>
    public static void Enter(SafeFileHandle space)
    {
        if (setns(space, CLONE_NEWNET) != 0)
            throw KernelException.Last("setns", "network namespace");
    }

    /// <summary>Moves the calling thread to a fresh namespace with nothing but a loopback that is down.</summary>
    public static void EnterNew()
    {
        if (unshare(CLONE_NEWNET) != 0)
            throw KernelException.Last("unshare", "network namespace");
    }

    /// <summary>Keeps the calling thread's namespace alive by mounting it on the file <paramref name="path"/>, which is made.</summary>
    public static void MountCurrent(string path)
    {
        using (File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
        }

        if (mount("/proc/thread-self/ns/net", path, null, MS_BIND, 0) == 0)
            return;
        var failure = KernelException.Last("mount", path);
        File.Delete(path);
        throw failure;
    }

    /// <summary>Lets go of the namespace mounted on <paramref name="path"/> and removes the file; no error if it is gone already.</summary>
    public static void Unmount(string path)
    {
        if (umount2(path, MNT_DETACH) != 0 && Marshal.GetLastPInvokeError() is not (EINVAL or ENOENT))
            throw KernelException.Last("umount2", path);
        File.Delete(path);
    }

    /// <summary>Whether a namespace is mounted on <paramref name="path"/>.</summary>
    public static bool IsMounted(string path)
    {
        const long NSFS_MAGIC = 0x6e736673;
        var status = default(FileSystemStatus);
        return statfs(path, ref status) == 0 && status.Type == NSFS_MAGIC;
    }

    /// <summary>The start of the kernel's <c>struct statfs</c> (statfs(2)), with room for the rest.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct FileSystemStatus
    {
        public long Type;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(SafeFileHandle space, int type);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, ulong flags, nint data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statfs(string path, ref FileSystemStatus status);
}
