using Gantry.Linux.Mounts;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Binds: a copy of a host's mount, changed while it is still detached, then laid over its target. At no time is it there with the wrong attributes.</summary>
internal static class BindSteps
{
    private const int OPEN_TREE_CLONE = 1;
    private const MountFlags Way = MountFlags.Bind | MountFlags.Recursive | MountFlags.Remount;

    /// <summary>All that a bind may say of itself; what it does not say is off. Only how access times are kept stays as long as nothing is said about it (mount(2)).</summary>
    private const ulong OwnAttributes = MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NOSUID | MountAttributes.MOUNT_ATTR_NODEV
        | MountAttributes.MOUNT_ATTR_NOEXEC | MountAttributes.MOUNT_ATTR_NOSYMFOLLOW;

    /// <summary>What nobody in a user namespace may take from a mount that comes from outside.</summary>
    private const ulong Lockable = MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NOSUID | MountAttributes.MOUNT_ATTR_NODEV | MountAttributes.MOUNT_ATTR_NOEXEC;

    private const ulong Times = MountAttributes.MOUNT_ATTR__ATIME | MountAttributes.MOUNT_ATTR_NODIRATIME;

    /// <summary>A bind of the specification.</summary>
    public static void Add(StepList steps, Register root, PlanRequest request, int number, Mount mount, MountOptions options)
    {
        var source = mount.Source ?? "";
        if (request.Bundle is { } bundle)
            source = Path.Combine(bundle, source);
        var what = MountFailure.Beginning(source, mount.Destination);
        var laying = MountFailure.Of("bind", source, mount.Destination, options);

        // Inside a user namespace the child may not reach what the host's root reaches, and cannot map ids: the launcher opens it, as the child's mounts stand.
        var isMapped = mount.UidMappings is { Count: > 0 } || options.MapsIds;
        var inUserNamespace = (request.Spec.Linux?.Namespaces ?? []).Any(n => n.Type == "user");
        if (request.IsAccompanied && (isMapped || (inUserNamespace && Environment.IsPrivilegedProcess)))
        {
            var tree = steps.NewRegister();
            steps.Add(StepList.Failing(MountFailure.Opening(source), Operation.Fetch, Register.Report, Register.Parent, (long)LaunchPoint.Source, number) with { Result = tree });
            Lay(steps, root, what, laying, tree, mount.Destination, options, isLocked: inUserNamespace);
            return;
        }

        if (OutsideSteps.Apply(request))
            Lay(steps, root, what, laying, OutsideSteps.BindOf(number), mount.Destination, options, isLocked: false);
        else
            Lay(steps, root, what, laying, Copy(steps, source, (options.Flags & MountFlags.Recursive) != 0), mount.Destination, options, isLocked: inUserNamespace);
    }

    /// <summary>A bind of a path.</summary>
    public static void Lay(StepList steps, Register root, string source, string destination, MountOptions options)
    {
        var what = $"mount {source} on {destination}";
        Lay(steps, root, what, what, Copy(steps, source, (options.Flags & MountFlags.Recursive) != 0), destination, options, isLocked: false);
    }

    /// <param name="steps">The plan.</param>
    /// <param name="root">The container's root.</param>
    /// <param name="what">What a failure reads as.</param>
    /// <param name="laying">What it reads as when the copy cannot be laid over its target.</param>
    /// <param name="tree">The detached copy.</param>
    /// <param name="destination">Where it is laid.</param>
    /// <param name="options">How.</param>
    /// <param name="isLocked">Whether the copy was made in a user namespace: what the source forbids cannot be allowed there (mount_namespaces(7)), and what nothing is said
    /// of stays as it is.</param>
    private static void Lay(StepList steps, Register root, string what, string laying, Argument tree, string destination, MountOptions options, bool isLocked)
    {
        var set = MountOptions.Attributes(options.Flags);
        if ((options.Flags & ~Way) != 0 || options.Cleared != 0)
        {
            // With "remount" what is not named stays as the source has it.
            var clear = (options.Flags & MountFlags.Remount) != 0 ? MountOptions.Attributes(options.Cleared) : OwnAttributes;
            var times = MountOptions.NamesAccessTimes(options.Flags) ? Times : 0;
            var open = isLocked ? clear & Lockable & ~set & ~MountOptions.Attributes(options.Cleared) : 0;
            steps.SetAttributes(what, tree, set, (clear & ~set & ~Times & ~open) | (times & (~set | MountAttributes.MOUNT_ATTR__ATIME)), 0, recursive: false);
            for (; open != 0; open &= open - 1)
                steps.TryAttributes(tree, clear: open & ~(open - 1));
        }

        if (options.RecursiveFlags != 0 || options.RecursiveCleared != 0)
        {
            var (all, none) = (MountOptions.Attributes(options.RecursiveFlags), MountOptions.Attributes(options.RecursiveCleared));
            var times = MountOptions.NamesAccessTimes(options.RecursiveFlags | options.RecursiveCleared) ? MountAttributes.MOUNT_ATTR__ATIME : 0;
            steps.SetAttributes(what, tree, all, (none & ~all & ~MountAttributes.MOUNT_ATTR__ATIME) | times, 0, recursive: true);
        }

        var propagation = options.Propagation == 0 ? MountFlags.Private | MountFlags.Recursive : options.Propagation;
        steps.SetAttributes(what, tree, 0, 0, propagation, (propagation & MountFlags.Recursive) != 0);
        var target = steps.Get(what, Operation.TargetLike, root, destination, tree);
        steps.MoveMount(laying, tree, target);
    }

    /// <summary>Copies a mount. One of another process, <c>/proc/N/root/…</c>, can be copied only from within that process's namespace.</summary>
    public static Register Copy(StepList steps, string source, bool recursive)
    {
        var what = MountFailure.Opening(source);
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
}
