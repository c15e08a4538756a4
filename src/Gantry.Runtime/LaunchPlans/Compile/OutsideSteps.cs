using Gantry.Linux.Mounts;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>What a process under a shim does before it enters a user namespace, in which it has no rights over anything of the host's: in a mount namespace
/// of its own it mounts the root and copies the sources of all binds, and keeps them by descriptors.
/// <code>
///  outside                            user namespace                     its mount namespace
///  root with ids mapped ── 101 ──► becomes root there, makes ──► 101 laid over the place of the root
///  sources of binds ────── 102 …   its other namespaces         102 … laid over their targets
/// </code></summary>
internal static class OutsideSteps
{
    private const int OPEN_TREE_CLONE = 1;
    private const int PR_SET_SECUREBITS = 28;
    private const int SECBIT_NO_SETUID_FIXUP = 4;

    // Above all that the steps here open and close again; what is opened later is given other numbers by the kernel.
    private const int Space = 100;
    private const int Root = 101;
    private const int FirstBind = 102;

    /// <summary>Whether a request's process enters a user namespace and has no companion outside.</summary>
    public static bool Apply(PlanRequest request) => !request.IsAccompanied && UserNamespace(request) is not null;

    /// <summary>The descriptor of a bind's source.</summary>
    /// <param name="number">The mount's place in the specification.</param>
    public static int BindOf(int number) => FirstBind + number;

    /// <summary>Everything that is done outside.</summary>
    public static void Prepare(StepList steps, PlanRequest request, LinuxConfig linux)
    {
        Keep(steps, steps.Get("open the user namespace", SystemCall.openat, OpenFlags.AT_FDCWD, UserNamespace(request)!, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC), Space);
        steps.Call("unshare the mount namespace", SystemCall.unshare, (long)NamespaceFlags.Mount);
        var path = request.Spec.Root!.Path;
        var root = RootSteps.Open(steps, path, request.Rootfs, linux);
        Keep(steps, steps.Get("copy the root", SystemCall.open_tree, root, "", OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC | OpenFlags.AT_EMPTY_PATH | OpenFlags.AT_RECURSIVE), Root);
        steps.Call(SystemCall.close, root);
        for (var number = 0; number < (request.Spec.Mounts?.Count ?? 0); number++)
        {
            if (request.Spec.Mounts![number] is { } mount && (mount.Type == "bind" || MountOptions.Parse(mount.Options).IsBind))
                Bind(steps, mount, number);
        }

        steps.Call($"chdir {path}", SystemCall.chdir, path);
        var process = request.Spec.Process!;
        GiveStreams(steps, linux.UidMappings ?? [], process);
        ProcessSteps.RaiseLimits(steps, process);
    }

    /// <summary>Lays the root over its place, where the process still stands in its new mount namespace's copy of it.</summary>
    public static Register Enter(StepList steps)
    {
        const int Both = 0x44; // MOVE_MOUNT_F_EMPTY_PATH and MOVE_MOUNT_T_EMPTY_PATH
        steps.Call("lay the root over its place", SystemCall.move_mount, Root, "", OpenFlags.AT_FDCWD, "", Both);
        return steps.Get("open the root", SystemCall.openat, Root, ".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
    }

    /// <summary>Shows a directory of layers through the user namespace's mappings: on the disk they have the ids that the image gave them.</summary>
    public static void ShowMapped(StepList steps, string layers)
    {
        var what = $"map ids of {layers}";
        var tree = BindSteps.Copy(steps, layers, recursive: false);
        steps.MapIds($"failed to set MOUNT_ATTR_IDMAP on {layers} (user namespaces need a file system with id-mapped mounts)", tree, Space);
        var place = steps.Get(what, SystemCall.openat, OpenFlags.AT_FDCWD, layers, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
        steps.MoveMount(what, tree, place);
        steps.Call(SystemCall.close, tree);
        steps.Call(SystemCall.close, place);
    }

    /// <summary>An overlay writes to its layers as who mounted it: the container's root, since the host's has no id in them.</summary>
    public static void AsRoot(StepList steps, LinuxConfig linux, Action<StepList> mount)
    {
        steps.Call("prctl", SystemCall.prctl, PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0); // capabilities are kept
        steps.Call("setfsgid", SystemCall.setfsgid, IdMappings.OnHost(linux.GidMappings ?? [], 0) ?? 0);
        steps.Call("setfsuid", SystemCall.setfsuid, IdMappings.OnHost(linux.UidMappings ?? [], 0) ?? 0);
        mount(steps);
        steps.Call("setfsuid", SystemCall.setfsuid, 0);
        steps.Call("setfsgid", SystemCall.setfsgid, 0);
        steps.Call("prctl", SystemCall.prctl, PR_SET_SECUREBITS, 0, 0, 0, 0);
    }

    /// <summary>Makes the process's user the owner of the pipes, so that it can open them again by name.</summary>
    public static void GiveStreams(StepList steps, IReadOnlyList<LinuxIdMapping> users, Process process)
    {
        if (process.Terminal)
            return;
        foreach (var stream in (ReadOnlySpan<Register>)[Register.Input, Register.Output, Register.Error])
            steps.Add(new LaunchStep { Operation = Operation.GiveStream, Arguments = [stream, IdMappings.OnHost(users, process.User.Uid) ?? 0], Tolerated = LaunchStep.AnyError });
    }

    private static string? UserNamespace(PlanRequest request) => request.Spec.Linux?.Namespaces?.FirstOrDefault(n => n.Type == "user")?.Path is { Length: > 0 } path ? path : null;

    private static void Bind(StepList steps, Mount mount, int number)
    {
        var source = mount.Source ?? "";
        var options = MountOptions.Parse(mount.Options);
        var what = MountFailure.Beginning(source, mount.Destination);
        var tree = BindSteps.Copy(steps, source, (options.Flags & MountFlags.Recursive) != 0);
        if (options.MapsIds)
            steps.MapIds($"{what}: failed to set MOUNT_ATTR_IDMAP", tree, Space);
        Keep(steps, tree, BindOf(number));
    }

    private static void Keep(StepList steps, Register descriptor, int number)
    {
        steps.Call("dup3", SystemCall.dup3, descriptor, number, OpenFlags.O_CLOEXEC);
        steps.Call(SystemCall.close, descriptor);
    }
}
