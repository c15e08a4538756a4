using System.Text;

using Gantry.Linux.Capabilities;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Namespaces: made by the clone, made later, or joined.</summary>
internal static class NamespaceSteps
{
    private const int ReadOnly = OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC;

    /// <summary>The order in which namespaces are joined: what a user namespace owns can be entered only from within it.</summary>
    private static readonly NamespaceFlags[] JoinOrder =
        [NamespaceFlags.User, NamespaceFlags.Network, NamespaceFlags.Uts, NamespaceFlags.Ipc, NamespaceFlags.Time, NamespaceFlags.Mount, NamespaceFlags.Cgroup, NamespaceFlags.Pid];

    /// <summary>Kinds that a process added to a container joins in any case, and their files in /proc/PID/ns.</summary>
    private static readonly (NamespaceFlags Kind, string File)[] Files =
        [(NamespaceFlags.Mount, "mnt"), (NamespaceFlags.Uts, "uts"), (NamespaceFlags.Ipc, "ipc"), (NamespaceFlags.Network, "net"), (NamespaceFlags.Cgroup, "cgroup")];

    /// <summary>Adds the steps and answers what the clone makes.</summary>
    public static NamespaceFlags Add(StepList before, StepList child, LinuxConfig linux, bool isAccompanied)
    {
        NamespaceFlags made = 0;
        var joins = new List<(NamespaceFlags Kind, string Path)>();
        foreach (var wanted in linux.Namespaces ?? [])
        {
            var kind = KindOf(wanted.Type);
            if (wanted.Path is { Length: > 0 } path)
                joins.Add((kind, path));
            else
                made |= kind;
        }

        var inherited = joins.Exists(j => j.Kind == NamespaceFlags.User);
        var joinsLate = inherited && !MayJoin;

        // A process's own pid namespace is fixed at its birth.
        foreach (var (kind, path) in joins.Where(j => j.Kind == NamespaceFlags.Pid && !joinsLate))
            Join(before, kind, path);
        joins.RemoveAll(j => j.Kind == NamespaceFlags.Pid && !joinsLate);

        // The cgroup namespace must show the group the process is in, so it is made after joining that; the clocks are set before it is entered.
        var later = made & (NamespaceFlags.Cgroup | NamespaceFlags.Time);
        var born = made & ~later;
        if (inherited)
        {
            // What the clone made would belong to the launcher's user namespace: it is made again inside the one that is joined.
            later |= born & ~NamespaceFlags.Pid;
            born = 0;
        }

        Descriptors(child, joins, out var opened);
        if (inherited)
            JoinEarly(child, opened);
        foreach (var kind in JoinOrder)
        {
            foreach (var (joined, path, descriptor) in opened.Where(o => o.Kind == kind))
            {
                child.Add(StepList.Failing($"join namespace {path}", (Operation)SystemCall.setns, descriptor, (long)joined) with { Tolerated = inherited ? Errno.EBADF : 0 });
                if (kind == NamespaceFlags.User)
                    BecomeRoot(child);
            }
        }

        if (born.HasFlag(NamespaceFlags.User) && isAccompanied)
        {
            child.Meet("map the ids of the user namespace", LaunchPoint.UserNamespace);
            BecomeRoot(child);
        }

        if (inherited && made.HasFlag(NamespaceFlags.Pid))
            child.Call("unshare the pid namespace", SystemCall.unshare, (long)NamespaceFlags.Pid);
        if ((inherited && made.HasFlag(NamespaceFlags.Pid)) || joins.Exists(j => j.Kind == NamespaceFlags.Pid))
            BeBornAgain(child);

        foreach (var kind in Enum.GetValues<NamespaceFlags>().Where(k => k != 0 && k != NamespaceFlags.Time && later.HasFlag(k)))
            child.Call($"unshare the {kind.ToString().ToLowerInvariant()} namespace", SystemCall.unshare, (long)kind);
        if (later.HasFlag(NamespaceFlags.Time))
            Clocks(child, linux.TimeOffsets);
        if (made.HasFlag(NamespaceFlags.Network))
            RaiseLoopback(child);
        return born;
    }

    /// <summary>A new network has a loopback interface, which is down (netdevice(7)).</summary>
    private static void RaiseLoopback(StepList child)
    {
        const int SIOCSIFFLAGS = 0x8914;
        const int AF_UNIX = 1;
        const int SOCK_DGRAM = 2;
        const int IFF_UP = 1;
        var request = new byte[40]; // struct ifreq: a name of 16 bytes, then the flags
        "lo"u8.CopyTo(request);
        request[16] = IFF_UP;
        var socket = child.Get("open a socket", SystemCall.socket, AF_UNIX, SOCK_DGRAM | OpenFlags.O_CLOEXEC, 0);
        child.Call("bring lo up", SystemCall.ioctl, socket, SIOCSIFFLAGS, request);
        child.Call(SystemCall.close, socket);
    }

    /// <summary>Opens a running container while its process id still means something: the child is born into another pid namespace.</summary>
    public static Register OpenContainer(StepList before, int target)
    {
        var container = before.Get("open the container", SystemCall.pidfd_open, target, 0);
        if (!JoinsLate(target))
            before.Call("join the container's pid namespace", SystemCall.setns, container, (long)NamespaceFlags.Pid);
        return container;
    }

    /// <summary>Enters a container's other namespaces. The kernel refuses to enter the user namespace one is in.</summary>
    public static void Enter(StepList child, Register container, int target)
    {
        // Whoever has no privileges can join only what the container's user namespace owns, which is not what it has of the host's.
        NamespaceFlags kinds = 0;
        var joinsLate = JoinsLate(target);
        foreach (var (kind, file) in Files)
        {
            if (!joinsLate || IsOther(target, file))
                kinds |= kind;
        }

        var ownUser = IsOther(target, "user");
        if (ownUser)
            kinds |= NamespaceFlags.User;
        if (IsOther(target, "time"))
            kinds |= NamespaceFlags.Time;
        var hasProcesses = joinsLate && IsOther(target, "pid");
        if (hasProcesses)
            kinds |= NamespaceFlags.Pid;
        child.Call("join the container's namespaces", SystemCall.setns, container, (long)kinds);
        if (ownUser)
            BecomeRoot(child);
        if (hasProcesses)
            BeBornAgain(child);
    }

    /// <summary>Whether a container's pid namespace can be joined only as root of its user namespace: whoever joins one needs its privileges where it is (setns(2)).</summary>
    private static bool JoinsLate(int target) => IsOther(target, "user") && !MayJoin;

    private static bool MayJoin => CapabilitySet.IsEffective("CAP_SYS_ADMIN");

    /// <summary>A child takes the process's place: only what is born later is in a pid namespace that was joined or made.</summary>
    private static void BeBornAgain(StepList child)
    {
        child.Add(Operation.Respawn, Register.Report);
        child.Call("setsid", SystemCall.setsid);
    }

    /// <summary>Whether a process has another namespace of a kind than this one.</summary>
    public static bool IsOther(int target, string kind)
    {
        var own = new FileInfo($"/proc/self/ns/{kind}").LinkTarget;
        var other = new FileInfo($"/proc/{target}/ns/{kind}").LinkTarget;
        return own is not null && other is not null && own != other;
    }

    /// <summary>Takes the user namespace's own root as identity; what may not be set there (groups, unprivileged) stays.</summary>
    private static void BecomeRoot(StepList child)
    {
        child.Call("setgid in the user namespace", SystemCall.setresgid, 0, 0, 0);
        child.Call("setuid in the user namespace", SystemCall.setresuid, 0, 0, 0);
    }

    /// <summary>All paths are opened before the first namespace is left: they are the host's.</summary>
    private static void Descriptors(StepList child, List<(NamespaceFlags Kind, string Path)> joins, out List<(NamespaceFlags Kind, string Path, Register Descriptor)> opened)
    {
        opened = [];
        foreach (var (kind, path) in joins)
            opened.Add((kind, path, child.Get($"open namespace {path}", SystemCall.openat, OpenFlags.AT_FDCWD, path, ReadOnly)));
    }

    /// <summary>A namespace that the user namespace does not own can be joined only before that one. What is joined is closed, and so passed over afterwards.</summary>
    private static void JoinEarly(StepList child, List<(NamespaceFlags Kind, string Path, Register Descriptor)> opened)
    {
        foreach (var (kind, _, descriptor) in opened.Where(o => o.Kind != NamespaceFlags.User))
        {
            child.Add(new LaunchStep { Operation = (Operation)SystemCall.setns, Arguments = [descriptor, (long)kind], Tolerated = Errno.EPERM, AlsoTolerated = Errno.EINVAL, Skip = 1 });
            child.Call(SystemCall.close, descriptor);
        }
    }

    private static void Join(StepList steps, NamespaceFlags kind, string path)
    {
        var descriptor = steps.Get($"open namespace {path}", SystemCall.openat, OpenFlags.AT_FDCWD, path, ReadOnly);
        steps.Call($"join namespace {path}", SystemCall.setns, descriptor, (long)kind);
    }

    /// <summary>Offsets can be set while nobody is in the namespace (time_namespaces(7)).</summary>
    private static void Clocks(StepList child, IReadOnlyDictionary<string, LinuxTimeOffset>? offsets)
    {
        const int PR_SET_DUMPABLE = 4;
        child.Call("unshare the time namespace", SystemCall.unshare, (long)NamespaceFlags.Time);
        if (offsets is { Count: > 0 })
        {
            // Whoever has changed its identity does not own its own files in /proc (prctl(2)).
            child.Call(SystemCall.prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
            var text = new StringBuilder();
            foreach (var (clock, offset) in offsets)
                text.Append(clock).Append(' ').Append(offset.Secs).Append(' ').Append(offset.Nanosecs).Append('\n');
            child.Write("set the clocks of the time namespace", "/proc/self/timens_offsets", text.ToString());
            child.Call(SystemCall.prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
        }

        var space = child.Get("open the time namespace", SystemCall.openat, OpenFlags.AT_FDCWD, "/proc/self/ns/time_for_children", ReadOnly);
        child.Call("enter the time namespace", SystemCall.setns, space, (long)NamespaceFlags.Time);
    }

    private static NamespaceFlags KindOf(string type) => type switch
    {
        "mount" => NamespaceFlags.Mount,
        "network" => NamespaceFlags.Network,
        "uts" => NamespaceFlags.Uts,
        "pid" => NamespaceFlags.Pid,
        "ipc" => NamespaceFlags.Ipc,
        "cgroup" => NamespaceFlags.Cgroup,
        "user" => NamespaceFlags.User,
        "time" => NamespaceFlags.Time,
        _ => throw new GantryException(ErrorKind.Invalid, $"unknown namespace type {type}"),
    };
}
