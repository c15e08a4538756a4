using Gantry.Linux.Cgroups;
using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>The mounts of a specification, in its order.</summary>
internal static class MountSteps
{
    public static void Add(StepList steps, Register root, PlanRequest request, LinuxConfig linux)
    {
        var spec = request.Spec;
        for (var number = 0; number < (spec.Mounts?.Count ?? 0); number++)
        {
            var mount = spec.Mounts![number] with { Destination = Inside(spec.Mounts[number].Destination, spec.Root!.Path) };
            if (Path.GetFullPath("/" + mount.Destination) == "/")
                throw new LaunchException(LaunchFault.Mount, $"error mounting \"{mount.Source}\" to rootfs at \"{mount.Destination}\": create mountpoint for {mount.Destination} mount: mountpoint \"{spec.Root!.Path}\" is on the top of rootfs \"{spec.Root.Path}\"");
            var options = MountOptions.Parse(mount.Options);

            // The engine's roots have no names that a user knows.
            ProcPlaces.Check(mount, options, request.IsAccompanied ? spec.Root!.Path : "");
            if (mount.Type is "cgroup" or "cgroup2")
                Cgroups(steps, root, mount, options, linux);
            else if (mount.Type == "bind" || options.IsBind)
                BindSteps.Add(steps, root, request, number, mount, options);
            else
                FileSystem(steps, root, mount.Type ?? "", mount.Source ?? "none", mount.Destination, options);
        }
    }

    /// <summary>Destinations may also be given as the host sees them, below the root.</summary>
    private static string Inside(string destination, string root) =>
        Path.GetFullPath("/" + destination) is var path && path.StartsWith(root + "/", StringComparison.Ordinal) ? path[root.Length..] : destination;

    /// <summary>Makes read-only what had to be written until now: the places of later mounts and devices are in it.</summary>
    public static void Finish(StepList steps, RuntimeSpec spec)
    {
        foreach (var mount in spec.Mounts ?? [])
        {
            var options = MountOptions.Parse(mount.Options);
            if ((options.Flags & MountFlags.ReadOnly) == 0 || !WaitsForReadOnly(mount.Type ?? "", mount.Destination))
                continue;
            var what = $"make {mount.Destination} read-only";
            var root = steps.Get(what, SystemCall.openat, OpenFlags.AT_FDCWD, "/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
            var place = steps.Get(what, Operation.Target, root, mount.Destination, (long)TargetKind.Directory);
            steps.SetAttributes(what, place, MountAttributes.MOUNT_ATTR_RDONLY, 0, 0, recursive: false);
        }
    }

    private static bool WaitsForReadOnly(string type, string destination) => type == "tmpfs" || Path.GetFullPath("/" + destination) == "/dev";

    private static void FileSystem(StepList steps, Register root, string type, string source, string destination, MountOptions options)
    {
        var what = MountFailure.Of(type, source, destination, options);
        var flags = WaitsForReadOnly(type, destination) ? options.Flags & ~MountFlags.ReadOnly : options.Flags;
        Argument data = options.Data.Length == 0 ? 0 : (Argument)options.Data;
        if (type == "tmpfs")
        {
            Tmpfs(steps, root, what, source, destination, flags, options);
        }
        else
        {
            // An image that makes /proc a link would have it mounted over something else, and the paths to be hidden would stay in sight.
            var isKernels = type is "proc" or "sysfs";
            var target = steps.NewRegister();
            steps.Add(new LaunchStep
            {
                Operation = Operation.Target,
                Arguments = [root, destination, (long)TargetKind.Directory, isKernels ? OpenFlags.RESOLVE_NO_SYMLINKS : 0],
                Result = target,
                Failure = errno => new LaunchException(LaunchFault.Other, isKernels && errno is Errno.ELOOP or Errno.ENOTDIR
                    ? $"error mounting \"{source}\" to rootfs at \"{destination}\": filesystem \"{type}\" must be mounted on ordinary directory"
                    : $"{what}: {Errno.Text(errno)}", errno),
            });
            steps.Call(what, SystemCall.mount, source, Argument.PathOf(target), type, (long)flags, data);
        }

        if (options.Propagation is not MountFlags.None)
            Propagation(steps, root, what, destination, options.Propagation);
    }

    private static void Tmpfs(StepList steps, Register root, string what, string source, string destination, MountFlags flags, MountOptions options)
    {
        Register? covered = null;
        if (options.CopiesUp)
        {
            var directory = steps.Get(what, Operation.Target, root, destination, (long)TargetKind.Directory);
            covered = steps.Get(what, SystemCall.openat, directory, ".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
        }

        steps.Add(StepList.Failing(what, Operation.Tmpfs, root, destination, source, (long)flags, options.Data));
        if (covered is not { } from)
            return;
        var place = steps.Get(what, Operation.Target, root, destination, (long)TargetKind.Directory);
        var to = steps.Get(what, SystemCall.openat, place, ".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
        steps.Add(StepList.Failing($"copy {destination} up into its tmpfs", Operation.CopyUp, from, to));
    }

    private static void Propagation(StepList steps, Register root, string what, string destination, MountFlags propagation)
    {
        var place = steps.Get(what, Operation.Target, root, destination, (long)TargetKind.Directory);
        steps.SetAttributes(what, place, 0, 0, propagation, (propagation & MountFlags.Recursive) != 0);
    }

    private static void Cgroups(StepList steps, Register root, Mount mount, MountOptions options, LinuxConfig linux)
    {
        var own = (linux.Namespaces ?? []).Any(n => n.Type == "cgroup");
        if (CgroupLayout.Mode == CgroupMode.Unified && (!own || linux.CgroupsPath is null) && (linux.Namespaces ?? []).Any(n => n.Type == "user"))
        {
            // A user namespace may mount only a hierarchy whose root is its own, and none that lies there already; so it sees its group, or the one
            // it shares with its creator, as it lies in the host's.
            BindSteps.Lay(steps, root, CgroupLayout.Unified + (linux.CgroupsPath ?? Containers.CgroupPath.Own()), mount.Destination, MountOptions.Parse([.. mount.Options ?? [], "bind"]));
            return;
        }

        if (CgroupLayout.Mode == CgroupMode.Unified)
        {
            FileSystem(steps, root, "cgroup2", "cgroup", mount.Destination, options);
            return;
        }

        FileSystem(steps, root, "tmpfs", "tmpfs", mount.Destination, MountOptions.Parse(["noexec", "nosuid", "nodev", "mode=755"]));
        foreach (var hierarchy in CgroupLayout.Legacy)
        {
            var name = Path.GetFileName(hierarchy.Mount);
            var destination = Path.Combine(mount.Destination, name);
            if (own)
                FileSystem(steps, root, "cgroup", "cgroup", destination, MountOptions.Parse([.. mount.Options ?? [], .. hierarchy.Controllers]));
            else
                BindSteps.Lay(steps, root, hierarchy.Mount + linux.CgroupsPath, destination, MountOptions.Parse([.. mount.Options ?? [], "bind"]));
            if (!name.Contains(',', StringComparison.Ordinal))
                continue;

            // Controllers mounted together are found by each of their names.
            var directory = steps.Get($"open {mount.Destination}", Operation.Target, root, mount.Destination, (long)TargetKind.Directory);
            foreach (var one in name.Split(','))
                steps.Try(SystemCall.symlinkat, name, directory, one);
        }
    }
}
