using Gantry.Engine.Events;
using Gantry.Engine.Health;
using Gantry.Engine.Hosting;
using Gantry.Engine.Logs.Forwarding;
using Gantry.Engine.Restart;
using Gantry.Engine.Runtimes;
using Gantry.Engine.Volumes;
using Gantry.Linux.Cgroups;
using Gantry.Runtime.Shim;

namespace Gantry.Engine.Containers.Runs;

/// <summary>Follows a running process to its end and does what must happen then. The client's answer comes first; what the kernel is slow at comes after.</summary>
internal sealed class ExitHandler(
    ContainerStore store, ContainerLauncher launcher, ForeignRuntimes runtimes, NetworkSetup network, RunDirectories directories, ContainerRemover remover,
    EngineVolumes volumes, HealthProber health, LogForwarders forwarders, ContainerEvents events,
    BackgroundWork background, TimeProvider time)
{
    /// <summary>Begins to follow the present run.</summary>
    public void Follow(ContainerSlot slot)
    {
        slot.Ended = background.Run(() => FollowAsync(slot, slot.Process!));
        health.Follow(slot);
    }

    private async Task FollowAsync(ContainerSlot slot, ShimProcess process)
    {
        var exit = await process.Exited;
        await slot.Gate.WaitAsync();
        try
        {
            await EndAsync(slot, process, exit);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Records the end of a run whose process is gone; the caller holds the gate.</summary>
    public async Task EndAsync(ContainerSlot slot, ShimProcess? process, ProcessExit exit)
    {
        var before = slot.Current;
        forwarders.Complete(slot.Id);
        var cgroup = Cgroup.Open(launcher.CgroupPath(before));
        var oom = cgroup.OomKills() > 0;
        var decision = RestartDecision.Of(before, exit.Code, exit.At, slot.StopRequested);
        await runtimes.ForgetAsync(before);
        var ended = before with
        {
            State = before.State with
            {
                Status = decision.Restart ? ContainerStatus.Restarting : ContainerStatus.Exited,
                Pid = 0,
                ExitCode = exit.Code,
                FinishedAt = exit.At,
                OomKilled = oom,
                Error = "",
            },
            RestartCount = decision.Restart ? before.RestartCount + 1 : before.RestartCount,
            StoppedByUser = slot.StopRequested,
            Network = Without(before.Network),
        };

        var gone = before.HostConfig.AutoRemove && !decision.Restart && !slot.StaysOnExit;
        var recorded = gone || store.TrySave(ended);
        foreach (var (name, endpoint) in before.Network.Endpoints)
            events.PublishNetwork(before, "disconnect", name, endpoint.NetworkId, network.DriverOf(name));
        try
        {
            // Addresses, ports and volumes must be free before anyone can see the end and use them again.
            await volumes.UnmountAsync(before);
            await network.ReleaseAsync(before);
        }
        finally
        {
            slot.Process = null;
            slot.Current = ended;
        }

        if (oom)
            events.Publish(before, "oom");
        var seconds = (long)Math.Max(0, (exit.At - before.State.StartedAt).TotalSeconds);
        events.Publish(before, "die", ("execDuration", $"{seconds}"), ("exitCode", $"{exit.Code}"));
        if (recorded)
            directories.Retire(slot.Id);
        slot.CompleteExit(new WaitResult(exit.Code, null));
        if (gone)
            await remover.RemoveAsync(slot, volumes: true);
        slot.Cleared = background.Run(async () =>
        {
            cgroup.Kill();
            cgroup.Remove();
            if (process is not null)
                await process.DisposeAsync();
            if (recorded)
                directories.DeleteRuns(slot.Id);
        });
        if (decision.Restart)
            _ = background.Run(() => RestartAsync(slot, decision.Delay));
    }

    private async Task RestartAsync(ContainerSlot slot, TimeSpan delay)
    {
        using var cancel = slot.RestartDelay = new CancellationTokenSource();
        try
        {
            await Task.Delay(delay, time, cancel.Token);
        }
        catch (OperationCanceledException)
        {
        }

        await slot.Gate.WaitAsync();
        try
        {
            slot.RestartDelay = null;
            if (slot.Current.State.Status != ContainerStatus.Restarting)
                return;
            if (slot.StopRequested || background.Stopping)
            {
                slot.Current = slot.Current with { State = slot.Current.State with { Status = ContainerStatus.Exited } };
                store.Save(slot.Current);
                return;
            }

            await launcher.StartAsync(slot, CancellationToken.None);
            Follow(slot);
        }
        catch (Gantry.Oci.Errors.GantryException)
        {
            // The start has recorded its error; without a process there is nothing to restart.
            slot.Current = slot.Current with { State = slot.Current.State with { Status = ContainerStatus.Exited } };
            store.Save(slot.Current);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>What is left of its networks: which they are, and what it is called there.</summary>
    private static ContainerNetwork Without(ContainerNetwork network)
    {
        var endpoints = new SortedDictionary<string, ContainerEndpoint>(StringComparer.Ordinal);
        foreach (var (name, endpoint) in network.Endpoints)
            endpoints[name] = new ContainerEndpoint { NetworkId = endpoint.NetworkId, DnsNames = endpoint.DnsNames };
        return new ContainerNetwork { Endpoints = endpoints };
    }
}
