using Gantry.Linux.Capabilities;
using Gantry.Linux.Seccomp;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Giving up privileges. Without no-new-privileges the filter needs CAP_SYS_ADMIN, so it comes before; with it, as late as can be.</summary>
internal static class PrivilegeSteps
{
    private const int PR_SET_KEEPCAPS = 8;
    private const int PR_CAPBSET_DROP = 24;
    private const int PR_SET_NO_NEW_PRIVS = 38;
    private const int PR_CAP_AMBIENT = 47;
    private const int PR_CAP_AMBIENT_RAISE = 2;
    private const int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private const int SECCOMP_SET_MODE_FILTER = 1;
    private const int CapabilityCount = 41;

    public static void Add(StepList steps, Process process, LinuxSeccomp? seccomp, bool isAccompanied)
    {
        steps.Call(SystemCall.umask, process.User.Umask ?? 0x12);
        var sets = process.Capabilities;
        if (sets is not null)
            DropBounding(steps, CapabilitySet.Mask(sets.Bounding ?? []));
        if (!process.NoNewPrivileges)
            Filter(steps, seccomp, isAccompanied);
        Identity(steps, process.User);
        if (sets is not null)
            Set(steps, sets);
        if (process.NoNewPrivileges)
            steps.Call("prctl no_new_privs", SystemCall.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    }

    /// <summary>Puts the filter in force. One that asks somebody else is first handed to whoever answers.</summary>
    public static void Filter(StepList steps, LinuxSeccomp? seccomp, bool isAccompanied)
    {
        // A filter of which nothing is said is none, as with runc.
        if (seccomp is null or { DefaultAction: "", Syscalls: null or { Count: 0 } })
            return;
        const string what = "error installing the seccomp filter";
        var flags = SeccompFlags.Of(seccomp);
        var program = Argument.Filter(SeccompCompiler.Compile(seccomp));
        if ((flags & SeccompFlags.NewListener) == 0 || !isAccompanied)
        {
            steps.Call(what, SystemCall.seccomp, SECCOMP_SET_MODE_FILTER, flags & ~SeccompFlags.NewListener, program);
            return;
        }

        var listener = steps.Get(what, SystemCall.seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
        steps.Meet("hand over the seccomp listener", LaunchPoint.Listener, listener);
        steps.Call(SystemCall.close, listener);
    }

    private static void DropBounding(StepList steps, ulong kept)
    {
        for (var capability = 0; capability < CapabilityCount; capability++)
        {
            if ((kept & (1UL << capability)) == 0)
                steps.Add(Drop(capability));
        }
    }

    /// <summary>EINVAL: the kernel is older than the capability.</summary>
    private static LaunchStep Drop(int capability) => new()
    {
        Operation = (Operation)SystemCall.prctl,
        Arguments = [PR_CAPBSET_DROP, capability, 0, 0, 0],
        Tolerated = Errno.EINVAL,
        Failure = errno => new LaunchException(LaunchFault.Other, $"drop bounding capability {capability}: {Errno.Text(errno)}", errno),
    };

    private static void Identity(StepList steps, User user)
    {
        steps.Call("prctl keepcaps", SystemCall.prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0);
        var groups = user.AdditionalGids ?? [];
        var list = new byte[Math.Max(4, groups.Count * 4)];
        for (var i = 0; i < groups.Count; i++)
            BitConverter.TryWriteBytes(list.AsSpan(i * 4), groups[i]);
        // Where an unprivileged user made the namespace, groups may not be changed: those it has are the user's own.
        steps.Add(StepList.Failing("setgroups", (Operation)SystemCall.setgroups, groups.Count, list) with { Tolerated = groups.Count == 0 ? Errno.EPERM : 0 });
        steps.Call("setgid", SystemCall.setresgid, user.Gid, user.Gid, user.Gid);
        steps.Call("setuid", SystemCall.setresuid, user.Uid, user.Uid, user.Uid);
        steps.Call("prctl keepcaps", SystemCall.prctl, PR_SET_KEEPCAPS, 0, 0, 0, 0);
    }

    private static void Set(StepList steps, LinuxCapabilities sets)
    {
        var effective = CapabilitySet.Mask(sets.Effective ?? []);
        var permitted = CapabilitySet.Mask(sets.Permitted ?? []);
        var inheritable = CapabilitySet.Mask(sets.Inheritable ?? []);

        // struct __user_cap_header_struct (version 3, this process) and two of __user_cap_data_struct, low and high halves.
        var header = new byte[8];
        BitConverter.TryWriteBytes(header, 0x20080522);
        var data = new byte[24];
        for (var half = 0; half < 2; half++)
        {
            BitConverter.TryWriteBytes(data.AsSpan(half * 12), (uint)(effective >> (32 * half)));
            BitConverter.TryWriteBytes(data.AsSpan((half * 12) + 4), (uint)(permitted >> (32 * half)));
            BitConverter.TryWriteBytes(data.AsSpan((half * 12) + 8), (uint)(inheritable >> (32 * half)));
        }

        steps.Call("capset", SystemCall.capset, header, data);
        steps.Try(SystemCall.prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        foreach (var name in sets.Ambient ?? [])
            steps.Call($"raise ambient capability {name}", SystemCall.prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CapabilitySet.NumberOf(name), 0, 0);
    }
}
