using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans.Compile;

namespace Gantry.Runtime.Containers;

/// <summary>Refuses documents that contradict themselves or this host, before anything is made. The texts are runc's where it refuses the same.</summary>
public static class SpecCheck
{
    private static readonly HashSet<string> IpcSettings =
        ["kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"];

    /// <summary>Of a class of block I/O (ioprio_set(2)).</summary>
    private const int HighestPriority = 7;

    private const int LowestNice = -20;
    private const int HighestNice = 19;

    private static readonly HashSet<string> Kinds = ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"];

    /// <summary>Checks a whole document.</summary>
    /// <param name="spec">The document.</param>
    /// <param name="warn">Hears what is taken though it should not be there.</param>
    /// <exception cref="GantryException">Invalid, with the first fault.</exception>
    public static void Container(RuntimeSpec spec, Action<string> warn)
    {
        Process(spec.Process);
        if (spec.Root is not { Path.Length: > 0 })
            throw Fault("root must be specified");
        if (spec.Linux is null)
            throw Fault("linux must be specified: this host runs no other containers");
        Version(spec.OciVersion);
        Namespaces(spec.Linux);
        var kinds = KindsOf(spec.Linux);
        if (spec.Hostname is { Length: > 0 } && !kinds.Contains("uts"))
            throw Fault("unable to set hostname without a private UTS namespace");
        if (spec.Domainname is { Length: > 0 } && !kinds.Contains("uts"))
            throw Fault("unable to set domainname without a private UTS namespace");
        if (spec.Linux is { MaskedPaths.Count: > 0 } or { ReadonlyPaths.Count: > 0 } && !kinds.Contains("mount"))
            throw Fault("unable to restrict sys entries without a private MNT namespace");
        Settings(spec.Linux, kinds);
        if (spec.Linux.RootfsPropagation is { Length: > 0 } propagation && Linux.Mounts.MountOptions.ParsePropagation(propagation) is null)
            throw Fault($"rootfsPropagation={propagation} is not supported");
        if (spec.Linux.IntelRdt is not null && !Directory.Exists("/sys/fs/resctrl/info"))
            throw Fault("intelRdt is specified in config, but Intel RDT is not supported or enabled");
        if (spec.Linux.MountLabel is { Length: > 0 })
            throw Fault("selinux label is specified in config, but selinux is disabled or not supported");
        foreach (var device in spec.Linux.Devices ?? [])
        {
            if (device.Type is not ("c" or "u" or "b" or "p"))
                throw Fault($"invalid device type \"{device.Type}\"");
            if (device.Major < 0 || device.Minor < 0)
                throw Fault($"cannot make device {device.Path}: cannot mkdev() device with wildcards");
        }

        foreach (var (number, rule) in (spec.Linux.Resources?.Devices ?? []).Index())
        {
            if (rule.Access is not { Length: > 0 })
                throw Fault($"device access at {number} field cannot be empty");
            if (rule.Major < -1 || rule.Minor < -1)
                throw Fault($"device rule {number}: {(rule.Major < -1 ? rule.Major : rule.Minor)} is no number of a device");
        }

        if (spec.Linux.Personality?.Flags is { Count: > 0 } flags)
            warn($"ignoring unsupported personality flags: [{string.Join(' ', flags)}] because personality flag has not supported at this time");
        Mounts(spec.Mounts ?? [], kinds.Contains("user"), warn);
        if (spec.Linux.Resources?.Memory is { Kernel: not null } or { KernelTCP: not null })
            warn("Kernel memory settings are ignored and will be removed");
        foreach (var hook in AllHooks(spec.Hooks))
        {
            if (!hook.Path.StartsWith('/'))
                throw Fault($"hook path \"{hook.Path}\" is not absolute");
        }
    }

    /// <summary>Checks a process.</summary>
    /// <exception cref="GantryException">Invalid, with the first fault.</exception>
    public static void Process(Process? process)
    {
        if (process is null)
            throw Fault("process property must not be empty");
        if (process.Cwd.Length == 0)
            throw Fault("Cwd property must not be empty");
        if (!process.Cwd.StartsWith('/'))
            throw Fault("Cwd must be an absolute path");
        if (process.Args is not { Count: > 0 })
            throw Fault("args must not be empty");
        if (process.SelinuxLabel is { Length: > 0 })
            throw Fault("selinux label is specified in config, but selinux is disabled or not supported");
        if (process.ApparmorProfile is { Length: > 0 } profile && profile != "unconfined" && !AppArmorSteps.IsEnabled)
            throw Fault($"apparmor profile \"{profile}\" is specified in config, but apparmor is not enabled on this host");
        User(process.User);
        Scheduling(process.Scheduler);
        if (process.IoPriority is { Priority: < 0 or > HighestPriority } ranked)
            throw Fault($"invalid ioPriority.Priority: {ranked.Priority}");
        Processors("Initial", process.ExecCPUAffinity?.Initial);
        Processors("Final", process.ExecCPUAffinity?.Final);
        if ((process.Env ?? []).FirstOrDefault(e => e.Contains('\0', StringComparison.Ordinal)) is { } broken)
            throw Fault($"environment variable contains nul byte ({(broken.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? broken[..at] : "")})");
        if (process.Args.Any(a => a.Contains('\0', StringComparison.Ordinal)))
            throw Fault("an argument contains a nul byte");
        foreach (var limit in (process.Rlimits ?? []).GroupBy(l => l.Type).Where(g => g.Count() > 1))
            throw Fault($"rlimit {limit.Key} is given twice");
    }

    /// <summary>The kernel takes the last number for "as it is", which would leave the process what the runtime is: root.</summary>
    private static void User(User user)
    {
        if (user.Uid == uint.MaxValue)
            throw Fault($"unable to setup user: cannot setuid to unmapped uid {user.Uid} in user namespace");
        if (user.Gid == uint.MaxValue)
            throw Fault($"unable to setup user: cannot setgid to unmapped gid {user.Gid} in user namespace");
        if ((user.AdditionalGids ?? []).Contains(uint.MaxValue))
            throw Fault($"unable to setup user: cannot set unmapped supplementary gid {uint.MaxValue} in user namespace");
    }

    private static void Scheduling(Scheduler? scheduler)
    {
        if (scheduler is null)
            return;
        if (scheduler.Policy.Length == 0)
            throw Fault("scheduler policy is required");
        if (scheduler is { Policy: "SCHED_OTHER" or "SCHED_BATCH", Nice: < LowestNice or > HighestNice })
            throw Fault($"invalid scheduler.nice: {scheduler.Nice} when scheduler.policy is {scheduler.Policy}");
        if (scheduler.Priority is not (null or 0) && scheduler.Policy is not ("SCHED_FIFO" or "SCHED_RR"))
            throw Fault("scheduler.priority can only be specified for SchedFIFO or SchedRR policy");
        if (scheduler.Policy != "SCHED_DEADLINE" && (scheduler.Runtime ?? 0) + (scheduler.Deadline ?? 0) + (scheduler.Period ?? 0) != 0)
            throw Fault("scheduler runtime/deadline/period can only be specified for SchedDeadline policy");
    }

    private static void Processors(string kind, string? list)
    {
        if (list is not { Length: > 0 })
            return;
        try
        {
            ProcessorList.Mask(list);
        }
        catch (GantryException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"bad CPUAffinity.{kind}: {e.Message}", e);
        }
    }

    /// <summary>Documents of the drafts and documents that name no version are taken, as others take them; those of a later major version say what is not known here.</summary>
    private static void Version(string version)
    {
        if (int.TryParse(version.Split('.')[0], out var major) && major > 1)
            throw Fault($"unsupported ociVersion \"{version}\": this runtime follows 1.2 and takes documents of 1.x");
    }

    private static void Namespaces(LinuxConfig linux)
    {
        var seen = new HashSet<string>();
        foreach (var space in linux.Namespaces ?? [])
        {
            if (!Kinds.Contains(space.Type))
                throw Fault($"namespace {{\"{space.Type}\" \"{space.Path}\"}} does not exist");
            if (!seen.Add(space.Type))
                throw Fault($"malformed spec file: duplicated ns {{\"{space.Type}\" \"{space.Path}\"}}");
        }

        var joinsUser = linux.Namespaces?.FirstOrDefault(n => n.Type == "user")?.Path is { Length: > 0 };
        var maps = linux.UidMappings is { Count: > 0 } || linux.GidMappings is { Count: > 0 };
        if (seen.Contains("user") && !joinsUser && linux.UidMappings is not { Count: > 0 })
            throw Fault("user namespaces enabled, but no uid mappings found");
        if (seen.Contains("user") && !joinsUser && linux.GidMappings is not { Count: > 0 })
            throw Fault("user namespaces enabled, but no gid mappings found");
        if (joinsUser && maps)
            throw Fault("user namespaces enabled, but both namespace path and mapping specified -- you may only provide one");
        var joinsTime = linux.Namespaces?.FirstOrDefault(n => n.Type == "time")?.Path is { Length: > 0 };
        if (linux.TimeOffsets is not null && !seen.Contains("time"))
            throw Fault("time namespace offsets specified, but time namespace isn't enabled in the config");
        if (linux.TimeOffsets is not null && joinsTime)
            throw Fault("time namespace enabled, but both namespace path and time offsets specified -- you may only provide one");
    }

    /// <summary>Kernel settings must belong to a namespace of the container's own.</summary>
    private static void Settings(LinuxConfig linux, IReadOnlySet<string> kinds)
    {
        foreach (var name in (linux.Sysctl ?? new Dictionary<string, string>()).Keys)
        {
            if (name.Contains("..", StringComparison.Ordinal) || name.StartsWith('/') || name.StartsWith('.'))
                throw Fault($"sysctl \"{name}\" is not in a separate kernel namespace");
            var dotted = Dotted(name);
            if (IpcSettings.Contains(dotted) || dotted.StartsWith("fs.mqueue.", StringComparison.Ordinal))
            {
                if (!kinds.Contains("ipc"))
                    throw Fault($"sysctl \"{name}\" is not allowed in the hosts ipc namespace");
            }
            else if (dotted.StartsWith("net.", StringComparison.Ordinal))
            {
                if (!kinds.Contains("network") || IsHostNetwork(linux))
                    throw Fault($"sysctl \"{name}\" not allowed in host network namespace");
            }
            else if (dotted == "kernel.domainname")
            {
                if (!kinds.Contains("uts"))
                    throw Fault($"sysctl \"{name}\" is not allowed in the hosts UTS namespace");
            }
            else
            {
                throw Fault(dotted == "kernel.hostname"
                    ? $"sysctl \"{name}\" is not allowed as it conflicts with the OCI 'hostname' field"
                    : $"sysctl \"{name}\" is not in a separate kernel namespace");
            }
        }
    }

    private static bool IsHostNetwork(LinuxConfig linux) =>
        linux.Namespaces?.FirstOrDefault(n => n.Type == "network")?.Path is { Length: > 0 } path
        && (path == "/proc/1/ns/net" || new FileInfo(path).LinkTarget is { } target && target == new FileInfo("/proc/self/ns/net").LinkTarget);

    /// <summary>The form whose first separator is a dot; the other one is read as sysctl(8) does.</summary>
    private static string Dotted(string name)
    {
        var first = name.IndexOfAny(['.', '/']);
        return first < 0 || name[first] == '.' ? name : string.Concat(name.Select(c => c switch { '/' => '.', '.' => '/', _ => c }));
    }

    private static void Mounts(IReadOnlyList<Mount> mounts, bool hasUserNamespace, Action<string> warn)
    {
        foreach (var mount in mounts)
        {
            if (mount.Destination.Length == 0)
                throw Fault("a mount has no destination");
            if (!mount.Destination.StartsWith('/'))
                warn($"mount destination {mount.Destination} is not absolute. Support for non-absolute mount destinations will be removed in a future release.");
            var options = Linux.Mounts.MountOptions.Parse(mount.Options);
            var isMapped = mount.UidMappings is { Count: > 0 } || mount.GidMappings is { Count: > 0 } || options.MapsIds;
            if (options.IsBind && options.Data.Length > 0)
                throw Fault($"invalid mount {mount.Destination}: bind mounts cannot have any filesystem-specific options applied: {options.Data}");
            if (isMapped && !(options.IsBind || mount.Type == "bind"))
                throw Fault($"invalid mount {mount.Destination}: id-mapped mounts are only supported for bind-mounts");
            if ((mount.UidMappings is { Count: > 0 }) != (mount.GidMappings is { Count: > 0 }) || (options.MapsIds && mount.UidMappings is not { Count: > 0 } && !hasUserNamespace))
                throw Fault($"invalid mount {mount.Destination}: id-mapped mounts must have both uid and gid mappings specified");
        }
    }

    private static HashSet<string> KindsOf(LinuxConfig linux) => [.. (linux.Namespaces ?? []).Select(n => n.Type)];

    private static IEnumerable<Hook> AllHooks(Hooks? hooks) => hooks is null ? [] :
        new[] { hooks.Prestart, hooks.CreateRuntime, hooks.CreateContainer, hooks.StartContainer, hooks.Poststart, hooks.Poststop }.SelectMany(h => h ?? []);

    private static GantryException Fault(string text) => new(ErrorKind.Invalid, text);
}
