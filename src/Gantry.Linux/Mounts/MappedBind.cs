using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Mounts;

/// <summary>Shows a directory at another place of this host as a user namespace has it: what an id of the namespace owns belongs to the host's id behind it.</summary>
public static unsafe class MappedBind
{
    private const int OPEN_TREE_CLONE = 1;
    private const int MOVE_MOUNT_F_EMPTY_PATH = 4;

    /// <summary>Mounts it.</summary>
    /// <param name="source">An open directory; what is mounted below it is not shown.</param>
    /// <param name="target">An existing directory.</param>
    /// <param name="users">The user namespace.</param>
    /// <exception cref="KernelException">The kernel refused; the source's file system may not map ids.</exception>
    public static void Show(SafeFileHandle source, string target, SafeFileHandle users)
    {
        byte empty = 0;
        using var tree = new SafeFileHandle(
            Check("open_tree", Kernel.Call(SystemCall.open_tree, source.DangerousGetHandle(), (nint)(&empty), OpenFlags.AT_EMPTY_PATH | OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC)), ownsHandle: true);
        var change = new MountAttributes { Set = MountAttributes.MOUNT_ATTR_IDMAP, UserNamespace = (ulong)users.DangerousGetHandle() };
        Check("mount_setattr", Kernel.Call(SystemCall.mount_setattr, tree.DangerousGetHandle(), (nint)(&empty), OpenFlags.AT_EMPTY_PATH, (nint)(&change), sizeof(MountAttributes)));
        fixed (byte* place = System.Text.Encoding.UTF8.GetBytes(target + '\0'))
            Check("move_mount", Kernel.Call(SystemCall.move_mount, tree.DangerousGetHandle(), (nint)(&empty), OpenFlags.AT_FDCWD, (nint)place, MOVE_MOUNT_F_EMPTY_PATH));

        nint Check(string call, nint result) => result < 0 ? throw new KernelException(call, target, (int)-result) : result;
    }
}
