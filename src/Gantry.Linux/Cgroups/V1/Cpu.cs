using System.Globalization;

using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups.V1;

/// <summary>CPU time.</summary>
internal static class Cpu
{
    /// <summary>Whether the cpu controller has to do anything.</summary>
    public static bool Concerns(LinuxCpu cpu) =>
        cpu is not { Shares: null or 0, Quota: null or 0, Period: null or 0, Burst: null, Idle: null, RealtimePeriod: null or 0, RealtimeRuntime: null or 0 };

    public static void Apply(string directory, LinuxCpu cpu)
    {
        if (cpu.Shares is { } shares and > 0)
            Shares(directory, shares);

        // Old and new values of period, burst and quota are checked against each other, so that one may be refused until the next is written.
        var (period, quota) = (cpu.Period ?? 0, cpu.Quota ?? 0);
        var again = new List<(string File, string Value)>(2);
        if (period != 0)
            First("cpu.cfs_period_us", period);
        if (cpu.Burst is { } burst)
            First("cpu.cfs_burst_us", burst);
        if (quota != 0)
            CgroupFile.Write(directory, "cpu.cfs_quota_us", quota);
        foreach (var (file, value) in again)
            CgroupFile.Write(directory, file, value);

        if (cpu.Idle is { } idle)
            CgroupFile.Write(directory, "cpu.idle", idle);
        Realtime(directory, cpu);

        void First(string file, ulong number)
        {
            var value = number.ToString(CultureInfo.InvariantCulture);
            var errno = CgroupFile.TryWrite(directory, file, value);
            if (errno == Errno.EINVAL && quota != 0)
                again.Add((file, value));
            else if (errno != 0)
                throw CgroupFile.Failure(directory, file, value, errno);
        }
    }

    /// <summary>A period shorter than the present runtime is refused until the new runtime is set.</summary>
    private static void Realtime(string directory, LinuxCpu cpu)
    {
        const string file = "cpu.rt_period_us";
        var period = cpu.RealtimePeriod is { } given and > 0 ? given.ToString(CultureInfo.InvariantCulture) : null;
        var errno = period is null ? 0 : CgroupFile.TryWrite(directory, file, period);
        if (errno != 0 && (errno != Errno.EINVAL || cpu.RealtimeRuntime is null or 0))
            throw CgroupFile.Failure(directory, file, period!, errno);
        if (cpu.RealtimeRuntime is { } realtime and not 0)
            CgroupFile.Write(directory, "cpu.rt_runtime_us", realtime);
        if (errno != 0)
            CgroupFile.Write(directory, file, period!);
    }

    /// <summary>The kernel moves a value out of range to the nearest without a word; the user is told.</summary>
    private static void Shares(string directory, ulong shares)
    {
        CgroupFile.Write(directory, "cpu.shares", (long)shares);
        var set = (ulong)CgroupFile.ReadNumber(directory, "cpu.shares");
        if (shares != set)
            throw new GantryException(ErrorKind.Invalid, $"the {(shares > set ? "maximum" : "minimum")} allowed cpu-shares is {set}");
    }
}
