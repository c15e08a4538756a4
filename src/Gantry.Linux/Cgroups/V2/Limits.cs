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
            BlockIO(directory, block);
        foreach (var huge in resources.HugepageLimits ?? [])
            CgroupFile.Write(directory, $"hugetlb.{huge.PageSize}.max", (long)huge.Limit);
        foreach (var (file, value) in resources.Unified ?? new Dictionary<string, string>())
            CgroupFile.Write(directory, file, value);
    }

    /// <summary>Shares 2…262144 to weight 1…10000 (runc's formula).</summary>
    internal static ulong Weight(ulong shares) => shares == 0 ? 0 : 1 + ((Math.Clamp(shares, 2, 262144) - 2) * 9999 / 262142);

    private static void Memory(string directory, LinuxMemory memory)
    {
        // Version 1 counts memory and swap together, version 2 swap alone.
        var (limit, both) = (memory.Limit ?? 0, memory.Swap ?? 0);
        long? swap = (limit, both) switch
        {
            (-1, 0) or (_, -1) => -1,
            (_, 0) => null,
            (-1, _) => both,
            (0, _) => throw new GantryException(ErrorKind.Invalid, "unable to set swap limit without memory limit"),
            _ when both < limit => throw new GantryException(ErrorKind.Invalid, "memory+swap limit should be >= memory limit"),
            _ => both - limit,
        };
        if (swap is { } alone)
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
        if (cpu.Quota is not (null or 0) || cpu.Period is not (null or 0))
            CgroupFile.Write(directory, "cpu.max", $"{(cpu.Quota is { } quota and > 0 ? quota.ToString(CultureInfo.InvariantCulture) : "max")} {(cpu.Period is { } period and > 0 ? period : 100_000)}");
        if (cpu.Burst is { } burst)
            CgroupFile.Write(directory, "cpu.max.burst", (long)burst);
        if (cpu.Cpus is { Length: > 0 } cpus)
            CgroupFile.Write(directory, "cpuset.cpus", cpus);
        if (cpu.Mems is { Length: > 0 } nodes)
            CgroupFile.Write(directory, "cpuset.mems", nodes);
    }

    private static void BlockIO(string directory, LinuxBlockIO block)
    {
        if (block.Weight is { } weight and > 0)
        {
            // Where the BFQ scheduler has its own file, it takes the weight as it is.
            if (File.Exists($"{directory}/io.bfq.weight"))
                CgroupFile.Write(directory, "io.bfq.weight", weight);
            else
                CgroupFile.Write(directory, "io.weight", $"default {1 + ((weight - 10) * 9999 / 990)}");
        }

        foreach (var device in block.WeightDevice ?? [])
        {
            if (device.Weight is { } share and > 0)
                CgroupFile.Write(directory, "io.bfq.weight", $"{device.Major}:{device.Minor} {share}");
        }

        Throttle("rbps", block.ThrottleReadBpsDevice);
        Throttle("wbps", block.ThrottleWriteBpsDevice);
        Throttle("riops", block.ThrottleReadIOPSDevice);
        Throttle("wiops", block.ThrottleWriteIOPSDevice);

        void Throttle(string key, IReadOnlyList<LinuxThrottleDevice>? devices)
        {
            foreach (var device in devices ?? [])
                CgroupFile.Write(directory, "io.max", $"{device.Major}:{device.Minor} {key}={device.Rate}");
        }
    }

    private static string Max(long value) => value <= 0 ? "max" : value.ToString(CultureInfo.InvariantCulture);
}
