using Gantry.Oci.Runtime;

namespace Gantry.Engine.Containers.Specs;

/// <summary>Limits of a container in the terms of the runtime specification.</summary>
internal static class ResourcesSpec
{
    private const long DefaultPeriod = 100_000;

    public static LinuxResources Build(HostConfig host) => new()
    {
        Devices = DevicesSpec.Rules(host),
        Memory = Memory(host),
        Cpu = Cpu(host),
        Pids = host.PidsLimit is { } pids ? new LinuxPids { Limit = pids is 0 ? -1 : pids } : null,
        BlockIO = BlockIO(host),
    };

    private static LinuxMemory? Memory(HostConfig host)
    {
        if (host is { Memory: 0, MemoryReservation: 0, MemorySwap: 0, MemorySwappiness: null or -1, OomKillDisable: not true })
            return null;
        return new LinuxMemory
        {
            Limit = host.Memory > 0 ? host.Memory : null,
            Reservation = host.MemoryReservation > 0 ? host.MemoryReservation : null,
            Swap = host.MemorySwap != 0 ? host.MemorySwap : null,
            Swappiness = host.MemorySwappiness is { } value and >= 0 ? (ulong)value : null,
            DisableOOMKiller = host.OomKillDisable,
        };
    }

    private static LinuxCpu? Cpu(HostConfig host)
    {
        var (quota, period) = host.NanoCpus > 0
            ? (host.NanoCpus / (1_000_000_000 / DefaultPeriod), DefaultPeriod)
            : (host.CpuQuota, host.CpuPeriod);
        if (quota == 0 && period == 0 && host is { CpuShares: 0, CpusetCpus: "", CpusetMems: "", CpuRealtimePeriod: 0, CpuRealtimeRuntime: 0 })
            return null;
        return new LinuxCpu
        {
            Shares = host.CpuShares > 0 ? (ulong)host.CpuShares : null,
            Quota = quota != 0 ? quota : null,
            Period = period != 0 ? (ulong)period : null,
            RealtimePeriod = host.CpuRealtimePeriod != 0 ? (ulong)host.CpuRealtimePeriod : null,
            RealtimeRuntime = host.CpuRealtimeRuntime != 0 ? host.CpuRealtimeRuntime : null,
            Cpus = host.CpusetCpus.Length > 0 ? host.CpusetCpus : null,
            Mems = host.CpusetMems.Length > 0 ? host.CpusetMems : null,
        };
    }

    private static LinuxBlockIO? BlockIO(HostConfig host)
    {
        if (host is { BlkioWeight: 0, BlkioWeightDevice: null or [], BlkioDeviceReadBps: null or [], BlkioDeviceWriteBps: null or [], BlkioDeviceReadIOps: null or [], BlkioDeviceWriteIOps: null or [] })
            return null;
        return new LinuxBlockIO
        {
            Weight = host.BlkioWeight > 0 ? (ushort)host.BlkioWeight : null,
            WeightDevice = [.. (host.BlkioWeightDevice ?? []).Select(Weight)],
            ThrottleReadBpsDevice = Throttle(host.BlkioDeviceReadBps),
            ThrottleWriteBpsDevice = Throttle(host.BlkioDeviceWriteBps),
            ThrottleReadIOPSDevice = Throttle(host.BlkioDeviceReadIOps),
            ThrottleWriteIOPSDevice = Throttle(host.BlkioDeviceWriteIOps),
        };
    }

    private static LinuxWeightDevice Weight(WeightDevice device)
    {
        var (_, major, minor) = DevicesSpec.Number(device.Path);
        return new LinuxWeightDevice { Major = major, Minor = minor, Weight = (ushort)device.Weight };
    }

    private static IReadOnlyList<LinuxThrottleDevice> Throttle(IReadOnlyList<ThrottleDevice>? devices) =>
        [.. (devices ?? []).Select(d =>
        {
            var (_, major, minor) = DevicesSpec.Number(d.Path);
            return new LinuxThrottleDevice { Major = major, Minor = minor, Rate = d.Rate };
        })];
}
