using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Runs;
using Gantry.Linux.Cgroups;

namespace Gantry.Engine.Stats;

/// <summary>Meters of the containers that are sampled every second. For one thread.</summary>
internal sealed class KeptMeters(ContainerLauncher launcher) : IDisposable
{
    private const int Most = 256; // a meter has 15 files open, and this process may have few

    private readonly Dictionary<ContainerSlot, (int Pid, CgroupMeter Meter)> kept = [];

    /// <summary>What a container that runs uses.</summary>
    public CgroupUsage Read(ContainerSlot slot, Container container)
    {
        if (kept.TryGetValue(slot, out var found) && found.Pid == container.State.Pid)
            return found.Meter.Read();
        Drop(slot); // its control group is that of an earlier run
        var group = Cgroup.Open(launcher.CgroupPath(container));
        if (kept.Count == Most)
            return group.Usage();
        var meter = group.Meter();
        kept[slot] = (container.State.Pid, meter);
        return meter.Read();
    }

    /// <summary>Drops the meters of all others.</summary>
    public void KeepOnly(IReadOnlyCollection<ContainerSlot> slots)
    {
        foreach (var slot in kept.Keys.Except(slots).ToList())
            Drop(slot);
    }

    public void Dispose() => KeepOnly([]);

    private void Drop(ContainerSlot slot)
    {
        if (kept.Remove(slot, out var old))
            old.Meter.Dispose();
    }
}
