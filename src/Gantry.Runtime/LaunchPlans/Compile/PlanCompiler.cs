using Gantry.Linux.Mounts;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Shim;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Compiles a specification into a plan. The order is the kernel's: what needs the host's files comes before the root changes,
/// what needs privileges before they are given up.
/// <code>
/// signals → cgroups → joined namespaces → root mount → mounts → devices → terminal → sysctls → pivot → names
///         → masked and read-only paths → streams → limits → seccomp and capabilities → user → directory → execve
/// </code></summary>
internal static class PlanCompiler
{
    private const int PR_SET_PDEATHSIG = 1;
    private const int SIGKILL = 9;
    private const int CLOSE_RANGE_CLOEXEC = 4;

    /// <summary>The plan of a container's first process.</summary>
    public static LaunchPlan Container(ShimRequest request)
    {
        var spec = request.Spec;
        var linux = spec.Linux ?? new LinuxConfig();
        var before = new StepList();
        var child = new StepList();
        var made = Namespaces(linux, before, child, request.CgroupProcsFiles);
        child.Call("mount /", SystemCall.mount, 0, "/", 0, (long)(MountFlags.Recursive | (linux.RootfsPropagation is { } p ? MountOptions.ParsePropagation(p) ?? MountFlags.Slave : MountFlags.Slave)), 0);
        // What is mounted from here on must not show on the host, whose peer the tree still is where it is shared.
        if (linux.RootfsPropagation?.Contains("shared", StringComparison.Ordinal) == true)
            child.Call("mount private", SystemCall.mount, 0, HostMount.Containing(Path.GetFullPath(spec.Root!.Path)).Target, 0, (long)MountFlags.Private, 0);
        var root = RootSteps.Mount(child, spec.Root!.Path, request.Rootfs);
        MountSteps.Add(child, root, spec, linux);
        DeviceSteps.Add(child, root, spec, linux);
        var process = spec.Process!;
        Register? terminal = process.Terminal ? TerminalSteps.Open(child, root, process, console: true) : null;
        foreach (var (name, value) in linux.Sysctl ?? new Dictionary<string, string>())
            Sysctl(child, name.Replace('.', '/'), value);
        ProcessSteps.OutOfMemory(child, process);
        RootSteps.MakeDirectory(child, root, process.Cwd);
        RootSteps.Pivot(child, root);
        if (spec.Hostname is { Length: > 0 } hostname)
            child.Call("sethostname", SystemCall.sethostname, hostname, global::System.Text.Encoding.UTF8.GetByteCount(hostname));
        if (spec.Domainname is { Length: > 0 } domain)
            child.Call("setdomainname", SystemCall.setdomainname, domain, global::System.Text.Encoding.UTF8.GetByteCount(domain));
        RootSteps.Hide(child, linux);
        if (spec.Root.Readonly)
            RootSteps.MakeReadOnly(child);
        Finish(child, request, terminal, linux);
        var cgroup = Birthplace(before, request);
        return new LaunchPlan { Before = before.Steps, Child = child.Steps, Namespaces = made, Cgroup = cgroup };
    }

    /// <summary>The plan of a further process in a running container.</summary>
    public static LaunchPlan Exec(ShimRequest request, int target)
    {
        var process = request.Spec.Process!;
        var before = new StepList();
        var child = new StepList();
        var pid = before.Get("open the container's pid namespace", SystemCall.openat, OpenFlags.AT_FDCWD, $"/proc/{target}/ns/pid", OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);

        // A process id means something only in its namespace: the container is opened before the child is born into another.
        var container = before.Get("open the container", SystemCall.pidfd_open, target, 0);
        before.Call("join the container's pid namespace", SystemCall.setns, pid, (long)NamespaceFlags.Pid);
        Begin(child, request.CgroupProcsFiles);
        ProcessSteps.OutOfMemory(child, process);
        child.Call("join the container's namespaces", SystemCall.setns, container,
            (long)(NamespaceFlags.Mount | NamespaceFlags.Uts | NamespaceFlags.Ipc | NamespaceFlags.Network | NamespaceFlags.Cgroup));
        Register? terminal = null;
        if (process.Terminal)
        {
            var root = child.Get("open /", SystemCall.openat, OpenFlags.AT_FDCWD, "/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
            terminal = TerminalSteps.Open(child, root, process, console: false);
        }

        Finish(child, request, terminal, request.Spec.Linux ?? new LinuxConfig());
        var cgroup = Birthplace(before, request);
        return new LaunchPlan { Before = before.Steps, Child = child.Steps, Cgroup = cgroup };
    }

    private static void Sysctl(StepList child, string path, string value) => child.Add(new LaunchStep
    {
        Operation = Operation.Write,
        Arguments = ["/proc/sys/" + path, value, global::System.Text.Encoding.UTF8.GetByteCount(value)],
        Failure = errno => new LaunchException(LaunchFault.Other, SysctlFailure(path, value, errno), errno),
    });

    /// <summary>As runc words it.</summary>
    private static string SysctlFailure(string path, string value, int errno) => errno == Errno.ENOENT
        ? $"open sysctl {path.Replace('/', '.')} file: unsafe procfs detected: openat2 fsmount:fscontext:proc/./sys/{path}: {Errno.Text(errno)}"
        : $"failed to write sysctl {path.Replace('/', '.')} = \"{value}\": write fsmount:fscontext:proc/./sys/{path}: {Errno.Text(errno)}";

    /// <summary>The v2 group is entered by birth: a write to its cgroup.procs waits for a grace period of the kernel, some milliseconds.</summary>
    private static Register? Birthplace(StepList before, ShimRequest request) => request.CgroupV2Directory is { } directory
        ? before.Get($"open cgroup {directory}", SystemCall.openat, OpenFlags.AT_FDCWD, directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC)
        : null;

    private static NamespaceFlags Namespaces(LinuxConfig linux, StepList before, StepList child, IReadOnlyList<string> groups)
    {
        NamespaceFlags made = 0;
        var joins = new List<(NamespaceFlags Kind, string Path)>();
        var ownCgroup = false;
        foreach (var wanted in linux.Namespaces ?? [])
        {
            var kind = KindOf(wanted.Type);
            if (wanted.Path is not { Length: > 0 } path)
                made |= kind;
            else if (kind == NamespaceFlags.Pid)
                Join(before, kind, path);
            else
                joins.Add((kind, path));
        }

        // The namespace must show the group the process is in, so it is made after joining that.
        ownCgroup = made.HasFlag(NamespaceFlags.Cgroup);
        made &= ~NamespaceFlags.Cgroup;
        Begin(child, groups);
        foreach (var (kind, path) in joins)
            Join(child, kind, path);
        if (ownCgroup)
            child.Call("unshare the cgroup namespace", SystemCall.unshare, (long)NamespaceFlags.Cgroup);
        return made;
    }

    private static void Begin(StepList child, IReadOnlyList<string> groups)
    {
        child.Add(Operation.DefaultSignals);
        child.Call("setsid", SystemCall.setsid);
        foreach (var group in groups)
            child.Write($"join cgroup {group}", group, "0");
    }

    private static void Join(StepList steps, NamespaceFlags kind, string path)
    {
        var descriptor = steps.Get($"open namespace {path}", SystemCall.openat, OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        steps.Call($"join namespace {path}", SystemCall.setns, descriptor, (long)kind);
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

    private static void Finish(StepList child, ShimRequest request, Register? terminal, LinuxConfig linux)
    {
        var process = request.Spec.Process!;
        ProcessSteps.Streams(child, terminal, process.User.Uid, request.OpenStdin);
        ProcessSteps.Keyring(child, request.Id);
        ProcessSteps.Limits(child, process);
        child.Call("close_range", SystemCall.close_range, 3, uint.MaxValue, CLOSE_RANGE_CLOEXEC);
        PrivilegeSteps.Add(child, process, linux.Seccomp);
        child.Call("prctl", SystemCall.prctl, PR_SET_PDEATHSIG, SIGKILL);
        ProcessSteps.Directory(child, process.Cwd);
        var program = ProcessSteps.Find(child, process);
        if (process.NoNewPrivileges)
            PrivilegeSteps.Filter(child, linux.Seccomp);
        ProcessSteps.Execute(child, process, program);
    }
}
