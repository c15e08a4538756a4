using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>struct sched_attr of sched_setattr(2).</summary>
internal static class SchedulerAttributes
{
    private const int Size = 56;

    private static readonly Dictionary<string, uint> Policies = new()
    {
        ["SCHED_OTHER"] = 0,
        ["SCHED_FIFO"] = 1,
        ["SCHED_RR"] = 2,
        ["SCHED_BATCH"] = 3,
        ["SCHED_ISO"] = 4,
        ["SCHED_IDLE"] = 5,
        ["SCHED_DEADLINE"] = 6,
    };

    private static readonly Dictionary<string, ulong> Flags = new()
    {
        ["SCHED_FLAG_RESET_ON_FORK"] = 1,
        ["SCHED_FLAG_RECLAIM"] = 2,
        ["SCHED_FLAG_DL_OVERRUN"] = 4,
        ["SCHED_FLAG_KEEP_POLICY"] = 8,
        ["SCHED_FLAG_KEEP_PARAMS"] = 16,
        ["SCHED_FLAG_UTIL_CLAMP_MIN"] = 32,
        ["SCHED_FLAG_UTIL_CLAMP_MAX"] = 64,
    };

    /// <exception cref="GantryException">Invalid, for an unknown policy or flag.</exception>
    public static byte[] Of(Scheduler scheduler)
    {
        if (!Policies.TryGetValue(scheduler.Policy, out var policy))
            throw new GantryException(ErrorKind.Invalid, $"invalid scheduler policy: {scheduler.Policy}");
        ulong flags = 0;
        foreach (var name in scheduler.Flags ?? [])
            flags |= Flags.TryGetValue(name, out var flag) ? flag : throw new GantryException(ErrorKind.Invalid, $"invalid scheduler flag: {name}");
        var attributes = new byte[Size];
        BitConverter.TryWriteBytes(attributes.AsSpan(0), Size);
        BitConverter.TryWriteBytes(attributes.AsSpan(4), policy);
        BitConverter.TryWriteBytes(attributes.AsSpan(8), flags);
        BitConverter.TryWriteBytes(attributes.AsSpan(16), scheduler.Nice ?? 0);
        BitConverter.TryWriteBytes(attributes.AsSpan(20), scheduler.Priority ?? 0);
        BitConverter.TryWriteBytes(attributes.AsSpan(24), scheduler.Runtime ?? 0);
        BitConverter.TryWriteBytes(attributes.AsSpan(32), scheduler.Deadline ?? 0);
        BitConverter.TryWriteBytes(attributes.AsSpan(40), scheduler.Period ?? 0);
        return attributes;
    }
}
