using Gantry.Linux.Cgroups;
using Gantry.Linux.Mounts;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>The mounts of a specification, in its order.</summary>
internal static class MountSteps
{
    private const int OPEN_TREE_CLONE = 1;

    public static void Add(StepList steps, Register root, RuntimeSpec spec, LinuxConfig linux)
    {
        foreach (var mount in spec.Mounts ?? [])
        {
            if (Path.GetFullPath(mount.Destination) == "/")
                throw new LaunchException(LaunchFault.Mount, $"error mounting \"{mount.Source}\" to rootfs at \"{mount.Destination}\": create mountpoint for {mount.Destination} mount: mountpoint \"{spec.Root!.Path}\" is on the top of rootfs \"{spec.Root.Path}\"");
            var options = MountOptions.Parse(mount.Options);
            if (mount.Type is "cgroup" or "cgroup2")
                Cgroups(steps, root, mount, options, linux);
            else if (mount.Type == "bind" || options.IsBind)
                Bind(steps, root, mount.Source ?? "", mount.Destination, options);
            else
                FileSystem(steps, root, mount.Type ?? "", mount.Source ?? "none", mount.Destination, options);
        }
    }

    /// <summary>A copy of a host's mount, changed while it is still detached, then laid over its target: at no time is it there with the wrong attributes.</summary>
    public static void Bind(StepList steps, Register root, string source, string destination, MountOptions options)
    {
        var what = $"mount {source} on {destination}";
        var recursive = (options.Flags & MountFlags.Recursive) != 0;
        var tree = Copy(steps, what, source, recursive);
        var set = MountOptions.Attributes(options.Flags);
        if (set != 0)
            steps.SetAttributes(what, tree, set, options.IsBind && MountOptions.NamesAccessTimes(options.Flags) ? MountAttributes.MOUNT_ATTR__ATIME : 0, 0, recursive: false);
        if (options.RecursiveFlags != 0)
            steps.SetAttributes(what, tree, MountOptions.Attributes(options.RecursiveFlags), 0, 0, recursive: true);
        var propagation = options.Propagation == 0 ? MountFlags.Private | MountFlags.Recursive : options.Propagation;
        steps.SetAttributes(what, tree, 0, 0, propagation, (propagation & MountFlags.Recursive) != 0);
        var target = steps.Get(what, Operation.TargetLike, root, destination, tree);
        steps.MoveMount(what, tree, target);
    }

    /// <summary>Copies a mount. One of another process, <c>/proc/N/root/…</c>, can be copied only from within that process's namespace.</summary>
    private static Register Copy(StepList steps, string what, string source, bool recursive)
    {
        var flags = OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC | (recursive ? OpenFlags.AT_RECURSIVE : 0);
        if (source.Split('/', 5) is not ["", "proc", var process, "root", var path] || !int.TryParse(process, out _))
            return steps.Get(what, SystemCall.open_tree, OpenFlags.AT_FDCWD, source, flags);
        var own = steps.Get(what, SystemCall.openat, OpenFlags.AT_FDCWD, "/proc/self/ns/mnt", OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        var other = steps.Get(what, SystemCall.openat, OpenFlags.AT_FDCWD, $"/proc/{process}/ns/mnt", OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        steps.Call(what, SystemCall.setns, other, (long)NamespaceFlags.Mount);
        var tree = steps.Get(what, SystemCall.open_tree, OpenFlags.AT_FDCWD, "/" + path, flags);
        steps.Call(what, SystemCall.setns, own, (long)NamespaceFlags.Mount);
        return tree;
    }

    private static void FileSystem(StepList steps, Register root, string type, string source, string destination, MountOptions options)
    {
        var what = Failure(type, source, destination, options);
        // An image that makes /proc a link would have it mounted over something else, and the paths to be hidden would stay in sight.
        long resolve = type is "proc" or "sysfs" ? OpenFlags.RESOLVE_NO_SYMLINKS : 0;
        var target = steps.Get(what, Operation.Target, root, destination, (long)TargetKind.Directory, resolve);
        steps.Call(what, SystemCall.mount, source, Argument.PathOf(target), type, (long)options.Flags, options.Data.Length == 0 ? 0 : (Argument)options.Data);
    }

    /// <summary>As runc words it; the descriptor is the one it has there, ours has no number before the launch.</summary>
    private static string Failure(string type, string source, string destination, MountOptions options)
    {
        // A read-only tmpfs is made writable first.
        var given = type == "tmpfs" ? options.Flags & ~MountFlags.ReadOnly : options.Flags;
        var flags = FlagNames.Where(f => (given & f.Flag) != 0).Select(f => f.Name);
        return $"error mounting \"{type}\" to rootfs at \"{destination}\": mount src={source}, dst={destination}, dstFd=/proc/thread-self/fd/11"
            + (given == 0 ? "" : ", flags=" + string.Join('|', flags)) + (options.Data.Length == 0 ? "" : ", data=" + options.Data);
    }

    private static readonly (MountFlags Flag, string Name)[] FlagNames =
    [
        (MountFlags.ReadOnly, "MS_RDONLY"), (MountFlags.NoSuid, "MS_NOSUID"), (MountFlags.NoDev, "MS_NODEV"), (MountFlags.NoExec, "MS_NOEXEC"),
        (MountFlags.Synchronous, "MS_SYNCHRONOUS"), (MountFlags.Remount, "MS_REMOUNT"), (MountFlags.MandatoryLocks, "MS_MANDLOCK"), (MountFlags.DirSync, "MS_DIRSYNC"),
        (MountFlags.NoSymlinkFollow, "MS_NOSYMFOLLOW"), (MountFlags.NoAccessTime, "MS_NOATIME"), (MountFlags.NoDirAccessTime, "MS_NODIRATIME"),
        (MountFlags.RelativeAccessTime, "MS_RELATIME"), (MountFlags.StrictAccessTime, "MS_STRICTATIME"),
    ];

    private static void Cgroups(StepList steps, Register root, Mount mount, MountOptions options, LinuxConfig linux)
    {
        var own = (linux.Namespaces ?? []).Any(n => n.Type == "cgroup" && n.Path is not { Length: > 0 });
        if (CgroupLayout.Mode == CgroupMode.Unified)
        {
            FileSystem(steps, root, "cgroup2", "cgroup", mount.Destination, options);
            return;
        }

        FileSystem(steps, root, "tmpfs", "tmpfs", mount.Destination, MountOptions.Parse(["noexec", "nosuid", "nodev", "mode=755"]));
        foreach (var hierarchy in CgroupLayout.Legacy)
        {
            var destination = Path.Combine(mount.Destination, Path.GetFileName(hierarchy.Mount));
            if (own)
                FileSystem(steps, root, "cgroup", "cgroup", destination, MountOptions.Parse([.. mount.Options ?? [], .. hierarchy.Controllers]));
            else
                Bind(steps, root, hierarchy.Mount + linux.CgroupsPath, destination, MountOptions.Parse([.. mount.Options ?? [], "bind"]));
        }
    }
}
