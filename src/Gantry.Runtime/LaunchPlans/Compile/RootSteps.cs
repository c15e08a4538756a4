using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Shim;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>The root file system: mounted in the container's own mount namespace, so that the host has nothing to unmount, and made the root.</summary>
internal static class RootSteps
{
    private const int DirectoryPath = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;

    public static Register Mount(StepList steps, string path, IReadOnlyList<RootfsMount> mounts)
    {
        foreach (var mount in mounts)
        {
            var options = MountOptions.Parse(mount.Options);
            if (mount.WorkingDirectory is { } directory)
                steps.Call($"chdir {directory}", SystemCall.chdir, directory);
            steps.Call($"mount {mount.Type} on the root", SystemCall.mount, mount.Source, path, mount.Type, (long)options.Flags, options.Data);
        }

        if (mounts.Count == 0)
            steps.Call($"bind {path}", SystemCall.mount, path, path, 0, (long)(MountFlags.Bind | MountFlags.Recursive), 0);
        return steps.Get($"open {path}", SystemCall.openat, OpenFlags.AT_FDCWD, path, DirectoryPath);
    }

    public static void MakeDirectory(StepList steps, Register root, string path)
    {
        if (path.TrimEnd('/').Length > 0)
            steps.Get($"mkdir {path}", Operation.Target, root, path, (long)TargetKind.Directory);
    }

    /// <summary>pivot_root(2) of a directory onto itself: the old root comes to lie over the new one and is detached.</summary>
    public static void Pivot(StepList steps, Register root)
    {
        var old = steps.Get("open /", SystemCall.openat, OpenFlags.AT_FDCWD, "/", DirectoryPath);
        steps.Call("fchdir", SystemCall.fchdir, root);
        steps.Call("pivot_root", SystemCall.pivot_root, ".", ".");
        steps.Call("fchdir", SystemCall.fchdir, old);
        steps.Call("mount . rslave", SystemCall.mount, 0, ".", 0, (long)(MountFlags.Slave | MountFlags.Recursive), 0);
        steps.Call("umount the old root", SystemCall.umount2, ".", 2);
        steps.Call("chdir /", SystemCall.chdir, "/");
    }

    public static void Hide(StepList steps, LinuxConfig linux)
    {
        if (linux is { ReadonlyPaths: null or [], MaskedPaths: null or [] })
            return;
        var root = steps.Get("open /", SystemCall.openat, OpenFlags.AT_FDCWD, "/", DirectoryPath);
        foreach (var path in linux.ReadonlyPaths ?? [])
            steps.Add(Failing($"make {path} read-only", Operation.ReadOnly, root, path));
        foreach (var path in linux.MaskedPaths ?? [])
            steps.Add(Failing($"mask {path}", Operation.Mask, root, path));
    }

    public static void MakeReadOnly(StepList steps)
    {
        var root = steps.Get("open /", SystemCall.openat, OpenFlags.AT_FDCWD, "/", DirectoryPath);
        steps.SetAttributes("make / read-only", root, MountAttributes.MOUNT_ATTR_RDONLY, 0, 0, recursive: false);
    }

    private static LaunchStep Failing(string what, Operation operation, params Argument[] arguments) => new()
    {
        Operation = operation,
        Arguments = arguments,
        Failure = errno => new LaunchException(LaunchFault.Other, $"{what}: {Errno.Text(errno)}", errno),
    };
}
