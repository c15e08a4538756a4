using Gantry.Linux.Cgroups;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.CommandLine;

/// <summary>The document that <c>spec</c> writes: the same as runc's, since scripts edit it by its content.</summary>
internal static class StarterSpec
{
    private static readonly string[] Capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

    /// <summary>For a container that root runs.</summary>
    public static RuntimeSpec Rootful() => new()
    {
        OciVersion = "1.2.1",
        Process = new Process
        {
            Terminal = true,
            Args = ["sh"],
            Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
            Cwd = "/",
            NoNewPrivileges = true,
            Capabilities = new LinuxCapabilities { Bounding = Capabilities, Effective = Capabilities, Permitted = Capabilities },
            Rlimits = [new PosixRlimit { Type = "RLIMIT_NOFILE", Hard = 1024, Soft = 1024 }],
        },
        Root = new Root { Path = "rootfs", Readonly = true },
        Hostname = "runc",
        Mounts =
        [
            Of("/proc", "proc", "proc"),
            Of("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Of("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            Of("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
            Of("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
            Of("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
            Of("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"),
        ],
        Linux = new LinuxConfig
        {
            Resources = new LinuxResources { Devices = [new LinuxDeviceCgroup { Allow = false, Access = "rwm" }] },
            Namespaces = Namespaces("pid", "network", "ipc", "uts", "mount"),
            MaskedPaths =
            [
                "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware",
                "/proc/scsi",
            ],
            ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
        },
    };

    /// <summary>For a container that an ordinary user runs.</summary>
    public static RuntimeSpec Rootless()
    {
        var spec = Rootful();
        return spec with
        {
            Mounts = [.. spec.Mounts!.Select(Rootless)],
            Linux = spec.Linux! with
            {
                Resources = null,
                Namespaces = [.. Namespaces("pid", "ipc", "uts", "mount"), .. spec.Linux.Namespaces!.Where(n => n.Type == "cgroup"), .. Namespaces("user")],
                UidMappings = [new LinuxIdMapping { ContainerID = 0, HostID = Linux.Processes.Identity.User, Size = 1 }],
                GidMappings = [new LinuxIdMapping { ContainerID = 0, HostID = Linux.Processes.Identity.Group, Size = 1 }],
            },
        };
    }

    private static Mount Rootless(Mount mount) => mount.Destination == "/sys"
        ? Of("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro")
        : mount with { Options = mount.Options is null ? null : [.. mount.Options.Where(o => !o.StartsWith("gid=", StringComparison.Ordinal) && !o.StartsWith("uid=", StringComparison.Ordinal))] };

    private static IReadOnlyList<LinuxNamespace> Namespaces(params string[] types) =>
        [.. types.Select(t => new LinuxNamespace { Type = t }), .. types.Contains("network") && CgroupLayout.Mode == CgroupMode.Unified ? [new LinuxNamespace { Type = "cgroup" }] : Array.Empty<LinuxNamespace>()];

    private static Mount Of(string destination, string type, string source, params string[] options) =>
        new() { Destination = destination, Type = type, Source = source, Options = options.Length == 0 ? null : options };
}
