using System.Runtime.InteropServices;

using Gantry.Linux.Files;
using Gantry.Linux.Mounts;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.LaunchPlans.Compile;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Launch;

/// <summary>Copies a bind's source with the rights of the host's root, as it is in a container's mount namespace at that moment: what the container
/// has mounted before may be part of it.</summary>
internal static unsafe partial class BindSource
{
    private const int CLONE_FS = 0x200;
    private const int OPEN_TREE_CLONE = 1;

    /// <summary>The detached copy.</summary>
    /// <param name="child">Process id of the container's first process.</param>
    /// <param name="source">Path of the source.</param>
    /// <param name="mount">The mount.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="LaunchException">It cannot be opened, or its file system does not map ids.</exception>
    public static SafeFileHandle Open(int child, string source, Mount mount, MountOptions options)
    {
        SafeFileHandle? tree = null;
        Exception? failure = null;

        // A thread of its own: it leaves the namespace it shares with all others and never comes back.
        var thread = new Thread(Work, 256 << 10) { IsBackground = true };
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw failure;
        if (mount.UidMappings is { Count: > 0 } || options.MapsIds)
            MapIds(tree!, child, source, mount, options);
        return tree!;

        void Work()
        {
            try
            {
                using var space = OpenFile.Open($"/proc/{child}/ns/mnt", OpenFlags.O_RDONLY);
                if (unshare(CLONE_FS) != 0 || setns((int)space.DangerousGetHandle(), (int)NamespaceFlags.Mount) != 0)
                    throw KernelException.Last("setns", $"/proc/{child}/ns/mnt");
                var flags = OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC | ((options.Flags & MountFlags.Recursive) != 0 ? OpenFlags.AT_RECURSIVE : 0);
                var opened = (int)syscall((nint)SystemCall.open_tree, OpenFlags.AT_FDCWD, source, flags);
                tree = opened < 0
                    ? throw Refused(MountFailure.Opening(source), Marshal.GetLastPInvokeError(), "")
                    : new SafeFileHandle(opened, ownsHandle: true);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
    }

    private static void MapIds(SafeFileHandle tree, int child, string source, Mount mount, MountOptions options)
    {
        using var ids = mount.UidMappings is { Count: > 0 } users
            ? UserNamespace.Create(users, mount.GidMappings ?? [])
            : OpenFile.Open($"/proc/{child}/ns/user", OpenFlags.O_RDONLY);
        var change = new MountAttributes { Set = MountAttributes.MOUNT_ATTR_IDMAP, UserNamespace = (ulong)ids.DangerousGetHandle() };
        byte empty = 0;
        var flags = OpenFlags.AT_EMPTY_PATH | (options.MapsIdsBelow ? OpenFlags.AT_RECURSIVE : 0);
        var result = Kernel.Call(SystemCall.mount_setattr, tree.DangerousGetHandle(), (nint)(&empty), flags, (nint)(&change), sizeof(MountAttributes));
        if (result < 0)
            throw Refused($"failed to set MOUNT_ATTR_IDMAP on {source}", (int)-result, " (maybe the filesystem used doesn't support idmap mounts on this kernel?)");
    }

    private static LaunchException Refused(string what, int errno, string advice) => new(LaunchFault.Other, $"{what}: {Errno.Text(errno)}{advice}", errno);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int descriptor, int kind);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint directory, string path, nint flags);
}
