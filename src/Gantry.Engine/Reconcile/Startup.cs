using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Links;
using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Health;
using Gantry.Engine.Hosting;
using Gantry.Engine.Logs.Forwarding;
using Gantry.Engine.Volumes;
using Gantry.Linux.Cgroups;
using Gantry.Network;
using Gantry.Oci.Errors;
using Gantry.Runtime.Shim;
using Gantry.Storage.Images;

namespace Gantry.Engine.Reconcile;

/// <summary>Brings documents and kernel into agreement: looks, has the plan made, and carries it out step by step.</summary>
internal sealed class Startup(
    EngineOptions options, ContainerTable table, ContainerStore store, ImageStore images, NetworkController network, NetworkSetup setup, RunDirectories directories,
    ExitHandler exits, ContainerLauncher launcher, LinkPassages passages, EngineVolumes volumes, LogForwarders forwarders, BackgroundWork background, Action<string> report)
{
    private const int LostExitCode = 255;
    private readonly Lazy<ShimTable> shims = new(ShimTable.Read);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var found = new Dictionary<string, ShimProcess>(StringComparer.Ordinal);
        var containers = store.Load(report);
        foreach (var container in containers)
        {
            table.Add(new ContainerSlot(container));
            forwarders.Resume(container, report);
            if (await ShimProcess.AdoptAsync(directories.OfContainer(container.Id), cancellation) is { } shim)
                found[container.Id] = shim;
        }

        volumes.Load(containers, found.ContainsKey, report);
        var plan = StartupPlan.Make(containers, id => found.TryGetValue(id, out var shim) ? shim.Exited.IsCompleted ? FoundRun.Ended : FoundRun.Live : FoundRun.Nothing, [.. directories.ContainerIds], images.Snapshots.Keys);
        var living = plan.Where(s => s.Action == StartupAction.Adopt).Select(s => s.Subject).ToHashSet(StringComparer.Ordinal);
        foreach (var failure in await network.ReconcileAsync(living, cancellation))
            report(failure);
        foreach (var step in plan)
        {
            report(step.ToString());
            await ExecuteAsync(step, found.GetValueOrDefault(step.Subject));
        }

        foreach (var session in directories.SessionIds.ToList())
            RunDirectories.Delete(directories.OfSession(session));
    }

    private async Task ExecuteAsync(StartupStep step, ShimProcess? shim)
    {
        switch (step.Action)
        {
            case StartupAction.Adopt:
                await AdoptAsync(table.Find(step.Subject), shim!);
                break;
            case StartupAction.RecordExit:
                await exits.EndAsync(table.Find(step.Subject), shim, await shim!.Exited);
                break;
            case StartupAction.RecordLoss:
                await exits.EndAsync(table.Find(step.Subject), null, new ProcessExit(LostExitCode, DateTimeOffset.UtcNow));
                break;
            case StartupAction.Start:
                await StartAsync(table.Find(step.Subject));
                break;
            case StartupAction.Clear:
                table.Find(step.Subject).Cleared = ClearRun(launcher.CgroupPath(table.Find(step.Subject).Current), step.Subject);
                break;
            case StartupAction.RemoveLeftover:
                RemoveLeftover(step.Subject);
                break;
        }
    }

    private async Task AdoptAsync(ContainerSlot slot, ShimProcess shim)
    {
        slot.Process = shim;
        var state = slot.Current.State;
        if (!state.IsAlive)
        {
            // The daemon died between the start and its record: the client was never told, but the container runs.
            slot.Current = slot.Current with { State = state with { Status = ContainerStatus.Running, Pid = shim.Pid, StartedAt = shim.StartedAt, Health = HealthState.AtStart(slot.Current) } };
            store.Save(slot.Current);
        }

        if (await setup.AgreeAsync(slot.Current) is { } described)
        {
            slot.Current = slot.Current with { Network = described };
            store.Save(slot.Current);
        }

        await passages.RenewAsync(slot.Current);
        exits.Follow(slot);
    }

    private async Task StartAsync(ContainerSlot slot)
    {
        slot.Current = slot.Current with { State = slot.Current.State with { Status = ContainerStatus.Exited } };
        try
        {
            await launcher.StartAsync(slot, CancellationToken.None);
            exits.Follow(slot);
        }
        catch (GantryException e)
        {
            report($"container {slot.Id} could not be started: {e.Message}");
        }
    }

    /// <summary>Ends what a start that was cut off may still have under way, and removes what it made.</summary>
    private Task ClearRun(string cgroupPath, string id)
    {
        shims.Value.Kill(id);
        var cgroup = Cgroup.Open(cgroupPath);
        cgroup.Kill();
        directories.Retire(id);
        return background.Run(() =>
        {
            cgroup.Remove();
            directories.DeleteRuns(id);
            return Task.CompletedTask;
        });
    }

    /// <summary>A cgroup is this engine's only if a run directory says so: other engines have the same parent.</summary>
    private void RemoveLeftover(string id)
    {
        _ = ClearRun("/" + Path.Combine(options.CgroupParent, id).TrimStart('/'), id);
        if (images.Snapshots.Exists(id))
            images.Snapshots.Remove(id);
    }
}
