using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Launch;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Compiles a specification into a plan. The order is the kernel's: what needs the host's files comes before the root changes,
/// what needs privileges before they are given up.
/// <code>
/// signals → cgroups → joined and new namespaces → root mount → mounts → devices → sysctls → hooks → terminal → AppArmor → pivot → names
///         → masked and read-only paths → streams → limits → seccomp and capabilities → user → directory → gate → execve
/// </code></summary>
internal static class PlanCompiler
{
    private const int PR_SET_PDEATHSIG = 1;
    private const int SIGKILL = 9;
    private const int CLOSE_RANGE_CLOEXEC = 4;
    private const int FirstDescriptor = 3;
    private const int SIG_BLOCK = 0;

    private static readonly byte[] AllSignals = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    /// <summary>The plan of a container's first process.</summary>
    public static LaunchPlan Container(PlanRequest request)
    {
        var spec = request.Spec;
        var linux = spec.Linux ?? new LinuxConfig();
        var process = spec.Process!;
        var before = new StepList();
        var child = new StepList();
        if (request.IsGrouped)
            child.Meet("have the control group made", LaunchPoint.Group, 0);
        Begin(child, request.CgroupProcsFiles);
        if (request.IsAccompanied)
            ProcessSteps.AllProcessors(child);
        ProcessSteps.OutOfMemory(child, process);
        var isPrepared = OutsideSteps.Apply(request);
        if (isPrepared)
            OutsideSteps.Prepare(child, request, linux);
        var made = NamespaceSteps.Add(before, child, linux, request.IsAccompanied);
        var root = isPrepared ? OutsideSteps.Enter(child) : RootSteps.Open(child, spec.Root!.Path, request.Rootfs, linux);
        MountSteps.Add(child, root, request, linux);
        var hasDevices = DeviceSteps.Add(child, root, spec, linux);
        foreach (var (name, value) in linux.Sysctl ?? new Dictionary<string, string>())
            Sysctl(child, name.Replace('.', '/'), value);
        HookSteps.Prepared(child, root, request);
        Register? terminal = process.Terminal ? TerminalSteps.Open(child, root, process, console: true, request.KeepsLineFeeds) : null;
        RootSteps.MakeDirectory(child, root, process.Cwd);
        AppArmorSteps.Add(child, process);
        RootSteps.Enter(child, root, request.Pivots, linux);
        if (hasDevices && request.Streams == PlanStreams.Inherited && terminal is null)
            ProcessSteps.ReopenNull(child);
        Names(child, spec);
        MountSteps.Finish(child, spec);
        RootSteps.Hide(child, linux);
        if (spec.Root!.Readonly)
            RootSteps.MakeReadOnly(child);
        Finish(child, request, terminal, linux);
        var cgroup = Birthplace(before, request);
        return new LaunchPlan { Before = before.Steps, Child = child.Steps, Namespaces = made, Cgroup = cgroup };
    }

    /// <summary>The plan of a further process in a running container.</summary>
    public static LaunchPlan Exec(PlanRequest request, int target)
    {
        var process = request.Spec.Process!;
        var before = new StepList();
        var child = new StepList();
        ProcessSteps.Affinity(before, process.ExecCPUAffinity?.Initial);
        var container = NamespaceSteps.OpenContainer(before, target);
        Begin(child, request.CgroupProcsFiles);
        if (request.IsAccompanied)
            ProcessSteps.AllProcessors(child);
        ProcessSteps.Affinity(child, process.ExecCPUAffinity?.Final);
        ProcessSteps.OutOfMemory(child, process);
        if (!request.IsAccompanied && NamespaceSteps.IsOther(target, "user"))
        {
            OutsideSteps.GiveStreams(child, IdMaps.Of(target).Users, process);
            ProcessSteps.RaiseLimits(child, process);
        }

        AppArmorSteps.Add(child, process);
        NamespaceSteps.Enter(child, container, target);
        Register? terminal = null;
        if (process.Terminal)
        {
            var root = child.Get("open /", SystemCall.openat, OpenFlags.AT_FDCWD, "/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
            terminal = TerminalSteps.Open(child, root, process, console: false, request.KeepsLineFeeds);
        }

        Finish(child, request, terminal, request.Spec.Linux ?? new LinuxConfig());
        var cgroup = Birthplace(before, request);
        return new LaunchPlan { Before = before.Steps, Child = child.Steps, Cgroup = cgroup };
    }

    private static void Names(StepList child, RuntimeSpec spec)
    {
        if (spec.Hostname is { Length: > 0 } hostname)
            child.Call("sethostname", SystemCall.sethostname, hostname, global::System.Text.Encoding.UTF8.GetByteCount(hostname));
        if (spec.Domainname is { Length: > 0 } domain)
            child.Call("setdomainname", SystemCall.setdomainname, domain, global::System.Text.Encoding.UTF8.GetByteCount(domain));
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
    private static Register? Birthplace(StepList before, PlanRequest request) => request.CgroupV2Directory is { } directory
        ? before.Get($"open cgroup {directory}", SystemCall.openat, OpenFlags.AT_FDCWD, directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC)
        : null;

    private static void Begin(StepList child, IReadOnlyList<string> groups)
    {
        child.Add(Operation.DefaultSignals);
        child.Call("setsid", SystemCall.setsid);
        foreach (var group in groups)
            child.Write($"join cgroup {group}", group, "0");
    }

    private static void Finish(StepList child, PlanRequest request, Register? terminal, LinuxConfig linux)
    {
        var process = request.Spec.Process!;
        ProcessSteps.Streams(child, terminal, process.User.Uid, request.Streams);
        if (request.HasKeyring)
            ProcessSteps.Keyring(child, request.Id);
        ProcessSteps.Scheduling(child, process, linux.Resources?.Cpu?.Cpus);
        ProcessSteps.Personality(child, linux.Personality);
        ProcessSteps.Limits(child, process);
        child.Call("close_range", SystemCall.close_range, FirstDescriptor + request.PreservedDescriptors, uint.MaxValue, CLOSE_RANGE_CLOEXEC);
        var entered = ProcessSteps.EnterDirectory(child, process.Cwd);
        PrivilegeSteps.Add(child, process, linux.Seccomp, request.IsAccompanied);
        if (request.DiesWithParent)
            child.Call("prctl", SystemCall.prctl, PR_SET_PDEATHSIG, SIGKILL);
        ProcessSteps.Directory(child, process.Cwd, entered);
        var program = ProcessSteps.Find(child, process);
        if (request.Waits)
            Wait(child, request);
        if (process.NoNewPrivileges)
            PrivilegeSteps.Filter(child, linux.Seccomp, request.IsAccompanied);
        HookSteps.Starting(child, request);
        ProcessSteps.Execute(child, process, program);
    }

    /// <summary>A created container holds nothing of the host's but its gate while it waits, however long that is.</summary>
    private static void Wait(StepList child, PlanRequest request)
    {
        // A signal that comes as soon as that is known must not be lost: the first process of a pid namespace gets none that it has neither blocked nor a handler for.
        child.Call("block signals", SystemCall.rt_sigprocmask, SIG_BLOCK, AllSignals, 0, AllSignals.Length);
        child.Add(Operation.Pass, Register.Report, (long)LaunchPoint.Ready);
        child.Add(Operation.CloseOthers, FirstDescriptor + request.PreservedDescriptors, Register.Gate, Register.Gate);
        child.Call("wait for the start", (SystemCall)Operation.Wait, Register.Gate);
    }
}
