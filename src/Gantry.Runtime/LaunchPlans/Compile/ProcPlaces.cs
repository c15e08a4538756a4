using Gantry.Linux.Files;
using Gantry.Linux.Mounts;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>What may be mounted in <c>/proc</c>: the kernel is told through it what a process may do, so nobody may put something else in its place (runc's rules and words).</summary>
internal static class ProcPlaces
{
    private const string Proc = "/proc";

    /// <summary>Files that show a container its own share, as lxcfs serves them.</summary>
    private static readonly HashSet<string> Emulated =
    [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime", "/proc/loadavg", "/proc/slabinfo",
        "/proc/sys/kernel/ns_last_pid", "/proc/sys/crypto/fips_enabled",
    ];

    /// <exception cref="LaunchException">The mount has no business there.</exception>
    public static void Check(Mount mount, MountOptions options, string root)
    {
        var place = Path.GetFullPath("/" + mount.Destination.TrimStart('/'));
        if (place == Proc && !IsProc(mount, options))
            throw Wrong("it is not of type proc");
        if (place.StartsWith(Proc + "/", StringComparison.Ordinal) && !Emulated.Contains(place))
            throw Wrong("it is inside /proc");

        LaunchException Wrong(string why) => new(
            LaunchFault.Mount,
            $"error mounting \"{mount.Source}\" to rootfs at \"{place}\": create mountpoint for {place} mount: check proc-safety of {place} mount: \"{root.TrimEnd('/')}{place}\" cannot be mounted because {why}");
    }

    /// <summary>The kernel's own, or a copy of one of these, which may lie beside the host's.</summary>
    private static bool IsProc(Mount mount, MountOptions options) =>
        mount.Type == "proc" || ((mount.Type == "bind" || options.IsBind) && mount.Source is { Length: > 0 } source && FileSystemKind.IsProc(source));
}
