using System.Runtime.CompilerServices;
using System.Threading.Channels;

using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Hosting;
using Gantry.Linux.Cgroups;

namespace Gantry.Engine.Stats;

/// <summary>Samples the containers somebody listens to: one round a second for all, and none when nobody listens.</summary>
internal sealed class StatsSampler(ContainerTable table, ContainerLauncher launcher, ulong hostMemory, BackgroundWork background, TimeProvider time) : IContainerStats
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<ContainerSlot, List<Channel<StatsSample?>>> listeners = [];
    private bool running;

    public StatsSample? Now(string reference) => Take(table.Find(reference), HostCpu(), Usage);

    public IAsyncEnumerable<StatsSample?> Follow(string reference, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        var channel = Channel.CreateBounded<StatsSample?>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        channel.Writer.TryWrite(Take(slot, HostCpu(), Usage));
        lock (gate)
        {
            if (!listeners.TryGetValue(slot, out var list))
                listeners[slot] = list = [];
            list.Add(channel);
            if (!running)
            {
                running = true;
                _ = background.Run(RunAsync);
            }
        }

        return ReadAsync(slot, channel, cancellation);
    }

    private async IAsyncEnumerable<StatsSample?> ReadAsync(ContainerSlot slot, Channel<StatsSample?> channel, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            await foreach (var sample in channel.Reader.ReadAllAsync(cancellation))
                yield return sample;
        }
        finally
        {
            lock (gate)
            {
                if (listeners.TryGetValue(slot, out var list) && list.Remove(channel) && list.Count == 0)
                    listeners.Remove(slot);
            }
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        using var meters = new KeptMeters(launcher);
        while (await timer.WaitForNextTickAsync())
        {
            ContainerSlot[] wanted;
            lock (gate)
            {
                running = listeners.Count > 0;
                if (!running)
                    return;
                wanted = [.. listeners.Keys];
            }

            meters.KeepOnly(wanted);
            var cpu = HostCpu();
            foreach (var slot in wanted)
                Publish(slot, slot.Removed.Task.IsCompleted ? null : Take(slot, cpu, container => meters.Read(slot, container)));
        }
    }

    private void Publish(ContainerSlot slot, StatsSample? sample)
    {
        lock (gate)
        {
            if (!listeners.TryGetValue(slot, out var list))
                return;
            foreach (var channel in list)
            {
                if (slot.Removed.Task.IsCompleted)
                    channel.Writer.TryComplete();
                else
                    channel.Writer.TryWrite(sample);
            }
        }
    }

    private CgroupUsage Usage(Container container) => Cgroup.Open(launcher.CgroupPath(container)).Usage();

    private static (ulong Nanoseconds, int Cpus) HostCpu() => ProcStat.Cpu(File.ReadLines("/proc/stat"));

    private StatsSample? Take(ContainerSlot slot, (ulong Nanoseconds, int Cpus) host, Func<Container, CgroupUsage> read)
    {
        var container = slot.Current;
        if (!container.State.IsAlive)
            return null;
        var usage = read(container);
        return new StatsSample(time.GetUtcNow(), usage, Math.Min(usage.MemoryLimit, hostMemory), host.Nanoseconds, host.Cpus, Interfaces(container));
    }

    private static IReadOnlyDictionary<string, InterfaceUsage>? Interfaces(Container container)
    {
        if (container.HostConfig.NetworkMode is "host" or "none")
            return null;
        try
        {
            return ProcStat.Interfaces(File.ReadLines($"/proc/{container.State.Pid}/net/dev"));
        }
        catch (IOException)
        {
            return null; // it has just ended
        }
    }
}
