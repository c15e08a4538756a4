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

    private static readonly HashSet<string> Kinds = ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"];

    /// <summary>Checks a whole document.</summary>
    /// <exception cref="GantryException">Invalid, with the first fault.</exception>
    public static void Container(RuntimeSpec spec)
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
        }

        Mounts(spec.Mounts ?? []);
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
        if (process.ApparmorProfile is { Length: > 0 } profile && profile != "unconfined" && !File.Exists("/sys/module/apparmor/parameters/enabled"))
            throw Fault($"apparmor profile \"{profile}\" is specified in config, but apparmor is not enabled on this host");
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

    private static void Version(string version)
    {
        if (!version.StartsWith("1.", StringComparison.Ordinal))
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
        if (!seen.Contains("user") && maps)
            throw Fault("user namespace mappings specified, but user namespace isn't enabled in the config");
        if (seen.Contains("user") && !joinsUser && !maps)
            throw Fault("user namespaces enabled, but no uid mappings found");
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

    private static void Mounts(IReadOnlyList<Mount> mounts)
    {
        foreach (var mount in mounts)
        {
            if (mount.Destination.Length == 0)
                throw Fault("a mount has no destination");
            var options = Linux.Mounts.MountOptions.Parse(mount.Options);
            var isMapped = mount.UidMappings is { Count: > 0 } || mount.GidMappings is { Count: > 0 } || options.MapsIds;
            if (isMapped && !(options.IsBind || mount.Type == "bind"))
                throw Fault($"invalid mount {mount.Destination}: id-mapped mounts are only supported for bind-mounts");
            if ((mount.UidMappings is { Count: > 0 }) != (mount.GidMappings is { Count: > 0 }))
                throw Fault($"invalid mount {mount.Destination}: id-mapped mounts must have both uid and gid mappings specified");
        }
    }

    private static HashSet<string> KindsOf(LinuxConfig linux) => [.. (linux.Namespaces ?? []).Select(n => n.Type)];

    private static IEnumerable<Hook> AllHooks(Hooks? hooks) => hooks is null ? [] :
        new[] { hooks.Prestart, hooks.CreateRuntime, hooks.CreateContainer, hooks.StartContainer, hooks.Poststart, hooks.Poststop }.SelectMany(h => h ?? []);

    private static GantryException Fault(string text) => new(ErrorKind.Invalid, text);
}
