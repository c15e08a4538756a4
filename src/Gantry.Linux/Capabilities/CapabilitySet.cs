using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Linux.Capabilities;

/// <summary>The kernel's capabilities by name and number, and the sets containers get (capabilities(7)).</summary>
public static class CapabilitySet
{
    private const string All = "ALL";

    private static readonly string[] Names =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP",
        "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE",
        "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME",
        "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG",
        "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>All capabilities, by number.</summary>
    public static IReadOnlyList<string> Known => Names;

    /// <summary>What a container has that asks for nothing, in Docker's order.</summary>
    private static readonly string[] Defaults =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP",
        "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    /// <summary>Capabilities the running kernel knows and this process may hand on.</summary>
    private static readonly Lazy<IReadOnlyList<string>> Available = new(() =>
    {
        var mask = Own("CapBnd:");
        return [.. Names.Where((_, number) => (mask & (1UL << number)) != 0)];
    });

    /// <summary>Whether this process has a capability in force.</summary>
    public static bool IsEffective(string name) => (Own("CapEff:") & (1UL << Array.IndexOf(Names, name))) != 0;

    /// <summary>A set of this process (proc_pid_status(5)).</summary>
    private static ulong Own(string set) =>
        ulong.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith(set, StringComparison.Ordinal)).AsSpan(set.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Whether the kernel knows a capability and this process may hand it on.</summary>
    public static bool IsAvailable(string name) => Available.Value.Contains(name);

    /// <summary>A container's set: the defaults less what is dropped, and what is added; everything for a privileged one.</summary>
    /// <exception cref="GantryException">Invalid, for a name that is none or that this host cannot give (Docker's text).</exception>
    public static IReadOnlyList<string> Resolve(IReadOnlyList<string> adds, IReadOnlyList<string> drops, bool privileged)
    {
        var added = Normalise(adds, "CapAdd");
        var dropped = Normalise(drops, "CapDrop");
        if (privileged)
            return Available.Value;
        if (added.Contains(All))
            return [.. Available.Value.Where(c => !dropped.Contains(c))];
        var kept = dropped.Contains(All) ? [] : Defaults.Where(c => !dropped.Contains(c) && Available.Value.Contains(c));

        // What is both added and dropped is there: Docker drops from the defaults alone.
        return [.. kept.Concat(added).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A capability's number.</summary>
    public static int NumberOf(string name) =>
        Array.IndexOf(Names, name) is var number and >= 0 ? number : throw new GantryException(ErrorKind.Invalid, $"unknown capability: \"{name}\"");

    /// <summary>A set as the kernel's bits.</summary>
    public static ulong Mask(IEnumerable<string> names) => names.Aggregate(0UL, (mask, name) => mask | (1UL << NumberOf(name)));

    private static List<string> Normalise(IReadOnlyList<string> names, string field)
    {
        var normal = new List<string>(names.Count);
        foreach (var name in names)
        {
            var upper = name.ToUpperInvariant();
            var full = upper is All ? All : upper.StartsWith("CAP_", StringComparison.Ordinal) ? upper : "CAP_" + upper;
            if (full != All && !Names.Contains(full))
                throw new GantryException(ErrorKind.Invalid, $"invalid {field}: unknown capability: \"{full}\"");
            if (full != All && !Available.Value.Contains(full))
                throw new GantryException(ErrorKind.Invalid, $"invalid {field}: capability not supported by your kernel or not available in the current environment: \"{full}\"");
            normal.Add(full);
        }

        return normal;
    }
}
