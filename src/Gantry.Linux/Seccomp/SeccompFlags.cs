using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Seccomp;

/// <summary>Flags with which a filter is put in force (seccomp(2)).</summary>
public static class SeccompFlags
{
    /// <summary>The call answers with a descriptor for what the filter asks (SECCOMP_FILTER_FLAG_NEW_LISTENER).</summary>
    public const long NewListener = 8;

    /// <summary>The processor may speculate past stores as without a filter (SECCOMP_FILTER_FLAG_SPEC_ALLOW).</summary>
    private const long SpeculationAllowed = 4;

    private static readonly Dictionary<string, long> Names = new()
    {
        // A filter comes into force while there is one thread, so there is nothing to synchronise.
        ["SECCOMP_FILTER_FLAG_TSYNC"] = 0,
        ["SECCOMP_FILTER_FLAG_LOG"] = 2,
        ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"] = SpeculationAllowed,
        ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"] = 32,
    };

    /// <summary>Names of the flags a profile may ask for.</summary>
    public static IReadOnlyCollection<string> Known => Names.Keys;

    /// <summary>Those that any filter may have; the others need a listener.</summary>
    public static IEnumerable<string> Unconditional => Names.Where(n => n.Value < NewListener).Select(n => n.Key);

    /// <summary>The flags of a profile. A listener is asked for where a rule needs one.</summary>
    /// <exception cref="GantryException">Invalid, for an unknown flag, or for a rule that asks nobody.</exception>
    public static long Of(LinuxSeccomp profile)
    {
        // As runc has it: the kernel's mitigation costs more than it gives, unless the profile's author thinks otherwise.
        var flags = profile.Flags is null ? SpeculationAllowed : 0;
        foreach (var name in profile.Flags ?? [])
            flags |= Names.TryGetValue(name, out var flag) ? flag : throw new GantryException(ErrorKind.Invalid, $"seccomp flag {name} is not known to runc");
        if ((profile.Syscalls ?? []).Any(r => r.Action == "SCMP_ACT_NOTIFY"))
        {
            if (profile.ListenerPath is not { Length: > 0 })
                throw new GantryException(ErrorKind.Invalid, "seccomp: SCMP_ACT_NOTIFY needs a listenerPath, the socket of whoever answers");
            flags |= NewListener;
        }

        return flags;
    }
}
