using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Containers.Specs;
using Gantry.Engine.Events;
using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers;

/// <summary>Changes limits and restart policy of containers, running or not. What a change leaves at zero stays.</summary>
internal sealed class ContainerUpdater(ContainerStore store, ContainerLauncher launcher, ContainerEvents events)
{
    /// <summary>Changes one; the caller holds its gate.</summary>
    /// <returns>What could not be honoured.</returns>
    public IReadOnlyList<string> Update(ContainerSlot slot, HostConfig change)
    {
        var warnings = new List<string>();
        change = KernelLimits.Without(change, warnings);

        // The limit with swap alone is fine here: the container may have the one without.
        HostChecks.Check(change with { MemorySwap = change.Memory == 0 ? 0 : change.MemorySwap }, Environment.ProcessorCount);
        try
        {
            Apply(slot, change);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"Cannot update container {slot.Id}: {e.Message}", e);
        }

        events.Publish(slot.Current, "update");
        return warnings;
    }

    private void Apply(ContainerSlot slot, HostConfig change)
    {
        var before = slot.Current;
        var host = Merge(before.HostConfig, change);
        if (before.State.IsAlive)
            Cgroup.Open(launcher.CgroupPath(before)).Apply(ResourcesSpec.Build(change) with { Devices = null });
        slot.Current = before with { HostConfig = host };
        store.Save(slot.Current);
    }

    private static HostConfig Merge(HostConfig host, HostConfig change)
    {
        foreach (var (now, name, already, other) in (ReadOnlySpan<(long, string, long, string)>)
            [
                (change.NanoCpus, "Nano CPUs", host.CpuPeriod, "CPU Period"), (change.NanoCpus, "Nano CPUs", host.CpuQuota, "CPU Quota"),
                (change.CpuPeriod, "CPU Period", host.NanoCpus, "NanoCPUs"), (change.CpuQuota, "CPU Quota", host.NanoCpus, "NanoCPUs"),
            ])
        {
            if (now > 0 && already > 0)
                throw new GantryException(ErrorKind.Conflict, $"Conflicting options: {name} cannot be updated as {other} has already been set");
        }

        if (change.Memory > host.MemorySwap && change.MemorySwap == 0 && host.MemorySwap > 0)
            throw new GantryException(ErrorKind.Conflict, "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
        if (host.AutoRemove && change.RestartPolicy.Name is not ("" or "no"))
            throw new GantryException(ErrorKind.Conflict, "Restart policy cannot be updated because AutoRemove is enabled for the container");
        return host with
        {
            BlkioWeight = change.BlkioWeight != 0 ? change.BlkioWeight : host.BlkioWeight,
            CpuShares = Either(change.CpuShares, host.CpuShares),
            NanoCpus = Either(change.NanoCpus, host.NanoCpus),
            CpuPeriod = Either(change.CpuPeriod, host.CpuPeriod),
            CpuQuota = Either(change.CpuQuota, host.CpuQuota),
            CpuRealtimePeriod = Either(change.CpuRealtimePeriod, host.CpuRealtimePeriod),
            CpuRealtimeRuntime = Either(change.CpuRealtimeRuntime, host.CpuRealtimeRuntime),
            CpusetCpus = change.CpusetCpus.Length > 0 ? change.CpusetCpus : host.CpusetCpus,
            CpusetMems = change.CpusetMems.Length > 0 ? change.CpusetMems : host.CpusetMems,
            Memory = Either(change.Memory, host.Memory),
            MemorySwap = Either(change.MemorySwap, host.MemorySwap),
            MemoryReservation = Either(change.MemoryReservation, host.MemoryReservation),
            PidsLimit = change.PidsLimit ?? host.PidsLimit,
            RestartPolicy = change.RestartPolicy.Name.Length > 0 ? change.RestartPolicy : host.RestartPolicy,
        };

        static long Either(long changed, long present) => changed != 0 ? changed : present;
    }
}
