using System.Globalization;

using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups.V2;

/// <summary>All limits of version 2, converted from the terms of version 1 where the specification has those.</summary>
internal static class Limits
{
    public static void Apply(string directory, LinuxResources resources)
    {
        if (resources.Devices is { Count: > 0 } devices)
            Devices.Apply(directory, devices);
        if (resources.Memory is { } memory)
            Memory(directory, memory);
        if (resources.Cpu is { } cpu)
            Cpu(directory, cpu);
        if (resources.Pids?.Limit is { } pids)
            CgroupFile.Write(directory, "pids.max", Max(pids));
        if (resources.BlockIO is { } block)
            BlockIO.Apply(directory, block);
        foreach (var huge in resources.HugepageLimits ?? [])
            CgroupFile.Write(directory, $"hugetlb.{huge.PageSize}.max", (long)huge.Limit);
        foreach (var (device, limit) in resources.Rdma ?? new Dictionary<string, LinuxRdma>())
            CgroupFile.Write(directory, "rdma.max", RdmaLimit.Text(device, limit));
        foreach (var (file, value) in resources.Unified ?? new Dictionary<string, string>())
        {
            if (file.Contains('/', StringComparison.Ordinal))
                throw new GantryException(ErrorKind.Invalid, $"unified resource \"{file}\" must be a file name (no slashes)");
            CgroupFile.Write(directory, file, value);
        }
    }

    /// <summary>Shares 2…262144 to weight 1…10000, so that the defaults of both, 1024 and 100, meet (the formula of runc
    /// 1.3.6; a straight line from end to end gives a container that asks for the default less than one that asks for nothing).</summary>
    internal static ulong Weight(ulong shares)
    {
        if (shares is 0)
            return 0;
        var log = Math.Log2(Math.Clamp(shares, 2, 262144));
        return (ulong)Math.Ceiling(Math.Pow(10, (((log * log) + (125 * log)) / 612) - (7.0 / 34)));
    }

    /// <summary>Version 1 counts memory and swap together, version 2 swap alone.</summary>
    /// <exception cref="GantryException">The two contradict each other.</exception>
    internal static long? SwapAlone(LinuxMemory memory)
    {
        var (limit, both) = (memory.Limit ?? 0, memory.Swap ?? 0);
        return (limit, both) switch
        {
            (-1, 0) or (_, -1) => -1,
            (_, 0) => null,
            (-1, _) => both,
            (0, _) => throw new GantryException(ErrorKind.Invalid, "unable to set swap limit without memory limit"),
            _ when both < limit => throw new GantryException(ErrorKind.Invalid, "memory+swap limit should be >= memory limit"),
            _ => both - limit,
        };
    }

    private static void Memory(string directory, LinuxMemory memory)
    {
        var limit = memory.Limit ?? 0;
        if (SwapAlone(memory) is { } alone)
        {
            // Without swap there is nothing to lift and nothing to forbid.
            var value = alone < 0 ? "max" : alone.ToString(CultureInfo.InvariantCulture);
            var errno = CgroupFile.TryWrite(directory, "memory.swap.max", value);
            if (errno != 0 && !(errno == Errno.ENOENT && alone <= 0))
                throw CgroupFile.Failure(directory, "memory.swap.max", value, errno);
        }

        if (limit != 0)
            CgroupFile.Write(directory, "memory.max", Max(limit));
        if (memory.Reservation is { } reservation and not 0)
            CgroupFile.Write(directory, "memory.low", Max(reservation));
    }

    private static void Cpu(string directory, LinuxCpu cpu)
    {
        if (cpu.Shares is { } shares and > 0)
            CgroupFile.Write(directory, "cpu.weight", (long)Weight(shares));
        if (cpu.Idle is { } idle)
            CgroupFile.Write(directory, "cpu.idle", idle);
        Bandwidth(directory, cpu);
        if (cpu.Cpus is { Length: > 0 } cpus)
            CgroupFile.Write(directory, "cpuset.cpus", cpus);
        if (cpu.Mems is { Length: > 0 } nodes)
            CgroupFile.Write(directory, "cpuset.mems", nodes);
    }

    /// <summary>A burst is never above the quota: where the new one is above the old quota it must follow the new, else it goes first.</summary>
    private static void Bandwidth(string directory, LinuxCpu cpu)
    {
        var burst = cpu.Burst?.ToString(CultureInfo.InvariantCulture);
        var hasQuota = cpu.Quota is not (null or 0) || cpu.Period is not (null or 0);
        if (burst is not null && CgroupFile.TryWrite(directory, "cpu.max.burst", burst) is var errno)
        {
            if (errno != 0 && !(errno == Errno.EINVAL && hasQuota))
                throw CgroupFile.Failure(directory, "cpu.max.burst", burst, errno);
            if (errno == 0)
                burst = null;
        }

        if (!hasQuota)
            return;

        // Both halves are one file here: the one that is not given stays.
        var now = (CgroupFile.ReadText(directory, "cpu.max") ?? "").Split(' ');
        var quota = cpu.Quota switch { null or 0 => now is [{ Length: > 0 } had, _] ? had : "max", < 0 => "max", { } given => given.ToString(CultureInfo.InvariantCulture) };
        var period = cpu.Period is { } asked and > 0 ? asked.ToString(CultureInfo.InvariantCulture) : now is [_, var kept] ? kept : "100000";
        CgroupFile.Write(directory, "cpu.max", $"{quota} {period}");
        if (burst is not null)
            CgroupFile.Write(directory, "cpu.max.burst", burst);
    }

    private static string Max(long value) => value <= 0 ? "max" : value.ToString(CultureInfo.InvariantCulture);
}
