using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Shim;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>The root file system: mounted in the container's own mount namespace, so that the host has nothing to unmount, and made the root.</summary>
internal static class RootSteps
{
    private const int DirectoryPath = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;

    /// <summary>Makes the mount namespace the container's own and opens the root in it.</summary>
    public static Register Open(StepList steps, string path, IReadOnlyList<RootfsMount> mounts, LinuxConfig linux)
    {
        var propagation = linux.RootfsPropagation is { } word ? MountOptions.ParsePropagation(word) : null;

        // A namespace that is the host's keeps what the host has set.
        if (HasMountNamespace(linux))
        {
            steps.Call("mount /", SystemCall.mount, 0, "/", 0, (long)(MountFlags.Recursive | (propagation is { } p and not 0 ? p : MountFlags.Slave)), 0);

            // What is mounted from here on must not show on the host, whose peer the tree still is where it is shared; and what is unbindable cannot become a root.
            if (propagation is { } asked && (asked & (MountFlags.Shared | MountFlags.Unbindable)) != 0)
                steps.Call("mount private", SystemCall.mount, 0, HostMount.Containing(Path.GetFullPath(path)).Target, 0, (long)MountFlags.Private, 0);
        }

        return Mount(steps, path, mounts, linux);
    }

    private static bool HasMountNamespace(LinuxConfig linux) => (linux.Namespaces ?? []).Any(n => n.Type == "mount");

    private static Register Mount(StepList steps, string path, IReadOnlyList<RootfsMount> mounts, LinuxConfig linux)
    {
        foreach (var mount in mounts)
        {
            var options = MountOptions.Parse(mount.Options);
            if (mount is { MapsIds: true, WorkingDirectory: { } layers })
                OutsideSteps.ShowMapped(steps, layers);
            if (mount.WorkingDirectory is { } directory)
                steps.Call($"chdir {directory}", SystemCall.chdir, directory);
            if (mount.MapsIds)
                OutsideSteps.AsRoot(steps, linux, Lay);
            else
                Lay(steps);

            void Lay(StepList steps) =>
                steps.Call($"mount {mount.Type} on the root", SystemCall.mount, mount.Source, path, mount.Type, (long)options.Flags, options.Data);
        }

        if (mounts.Count == 0)
        {
            steps.Call($"bind {path}", SystemCall.mount, path, path, 0, (long)(MountFlags.Bind | MountFlags.Recursive), 0);

            // A mount that was the host's before: what the host mounts on it later must not show in the container.
            if (HasMountNamespace(linux))
                steps.Call("mount private", SystemCall.mount, 0, path, 0, (long)MountFlags.Private, 0);
        }

        return steps.Get($"open {path}", SystemCall.openat, OpenFlags.AT_FDCWD, path, DirectoryPath);
    }

    public static void MakeDirectory(StepList steps, Register root, string path)
    {
        if (path.TrimEnd('/').Length > 0)
            steps.Get($"mkdir {path}", Operation.Target, root, path, (long)TargetKind.Directory);
    }

    /// <summary>Makes the container's tree the root.</summary>
    public static void Enter(StepList steps, Register root, bool pivots, LinuxConfig linux)
    {
        if (!HasMountNamespace(linux))
            Change(steps, root);
        else if (pivots)
            Pivot(steps, root);
        else
            Move(steps, root, linux);
        if (linux.RootfsPropagation is { } word && MountOptions.ParsePropagation(word) is { } propagation && (propagation & MountFlags.Private) == 0 && propagation != 0)
            steps.Call("set the propagation of the root", SystemCall.mount, 0, "/", 0, (long)propagation, 0);
    }

    /// <summary>In the host's mount namespace only the process itself changes its root.</summary>
    private static void Change(StepList steps, Register root)
    {
        steps.Call("fchdir", SystemCall.fchdir, root);
        steps.Call("chroot", SystemCall.chroot, ".");
        steps.Call("chdir /", SystemCall.chdir, "/");
    }

    /// <summary>Moves the tree over the root, for roots that pivot_root(2) does not take, a ramdisk's. What is mounted below stays in the container's namespace: with a whole
    /// proc or sysfs among it, wherever it is, the kernel would let a user namespace of the container's mount another that hides nothing. So those go first, or are covered
    /// where the container's is itself a user namespace, which may unmount nothing of the host's.</summary>
    private static void Move(StepList steps, Register root, LinuxConfig linux)
    {
        var isLocked = !Environment.IsPrivilegedProcess || (linux.Namespaces ?? []).Any(n => n.Type == "user");
        foreach (var mount in HostMount.TargetsOf("proc", "sysfs"))
        {
            if (isLocked)
                steps.Try(SystemCall.mount, "tmpfs", mount, "tmpfs", 0, 0);
            else
                steps.Try(SystemCall.umount2, mount, 2);
        }

        steps.Call("fchdir", SystemCall.fchdir, root);
        steps.Call("move the root", SystemCall.mount, ".", "/", 0, (long)MountFlags.Move, 0);
        Change(steps, root);
    }

    /// <summary>pivot_root(2) of a directory onto itself: the old root comes to lie over the new one and is detached.</summary>
    private static void Pivot(StepList steps, Register root)
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
            steps.Add(StepList.Failing($"make {path} read-only", Operation.ReadOnly, root, path));
        foreach (var path in linux.MaskedPaths ?? [])
            steps.Add(StepList.Failing($"mask {path}", Operation.Mask, root, path));
    }

    public static void MakeReadOnly(StepList steps)
    {
        var root = steps.Get("open /", SystemCall.openat, OpenFlags.AT_FDCWD, "/", DirectoryPath);
        steps.SetAttributes("make / read-only", root, MountAttributes.MOUNT_ATTR_RDONLY, 0, 0, recursive: false);
    }
}
