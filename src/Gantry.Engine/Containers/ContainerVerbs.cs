using System.Diagnostics;
using System.IO.Pipelines;

using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Containers.Links;
using Gantry.Engine.Containers.Names;
using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Containers.Trees;
using Gantry.Engine.Events;
using Gantry.Engine.Logs;
using Gantry.Engine.Metrics;
using Gantry.Engine.Networks;
using Gantry.Engine.Stats;
using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Runtime.Shim;
using Gantry.Storage.Images;

namespace Gantry.Engine.Containers;

/// <summary>The verbs of containers: finds the container, takes its gate, and hands the work to whose subject it is.</summary>
internal sealed class ContainerVerbs(
    ContainerTable table, ContainerStore store, ContainerCreator creator, ContainerLauncher launcher, ContainerStopper stopper, ExitHandler exits,
    ContainerRemover remover, ImageStore images, NetworkSetup networks, Func<string, IReadOnlyList<string>> sessionsOf, ContainerEvents events, IContainerTrees trees,
    ContainerUpdater updater, ContainerPruner pruner, IContainerStats stats, ContainerLinks links, LinkPassages passages, NameFiles nameFiles) : IContainers
{
    public IContainerTrees Trees => trees;

    public IContainerStats Stats => stats;

    public IReadOnlyList<Container> All => [.. table.Slots.Select(s => s.Current).OrderByDescending(c => c.Created)];

    public Container Find(string reference) => table.Find(reference).Current;

    public ILookup<string, string> LinkNames => links.Names();

    public IReadOnlyList<string>? LinksOf(Container container) => links.Shown(container);

    public async Task RemoveLinkAsync(string reference)
    {
        if (!reference.TrimStart('/').Contains('/', StringComparison.Ordinal))
            reference = table.Find(reference).Current.Name;
        var (owner, alias) = LinkText.Name(reference);
        if (table.TryFind(owner)?.Current.Links.Any(link => link.Alias == alias) != true)
            throw new GantryException(ErrorKind.NotFound, $"No such container: {reference}");
        await HoldAsync(owner, slot =>
        {
            slot.Current = slot.Current with { Links = [.. slot.Current.Links.Where(link => link.Alias != alias)] };
            store.Save(slot.Current);
            if (slot.Current.State.IsAlive)
                nameFiles.WriteHosts(slot.Current);
            return passages.RenewAsync(slot.Current);
        });
    }

    public async Task<CreatedContainer> CreateAsync(CreateRequest request, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var created = await creator.CreateAsync(request, cancellation);
        EngineMeters.ContainerActionEnded("create", begun);
        return created;
    }

    public Task StartAsync(string reference, CancellationToken cancellation) => HoldAsync(reference, async slot =>
    {
        var begun = Stopwatch.GetTimestamp();
        if (slot.Current.State.Status == ContainerStatus.Paused)
            throw new GantryException(ErrorKind.Conflict, "cannot start a paused container, try unpause instead");
        if (slot.Current.State.Status == ContainerStatus.Running)
            throw new GantryException(ErrorKind.NotModified, $"container {slot.Id} is already running");
        slot.Current = slot.Current with { RestartCount = 0 };
        await StartAsync(slot, cancellation);
        EngineMeters.ContainerActionEnded("start", begun);
    });

    public async Task StopAsync(string reference, int? timeoutSeconds, string? signal, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        if (!slot.Current.State.IsAlive && slot.Current.State.Status != ContainerStatus.Restarting)
            throw new GantryException(ErrorKind.NotModified, $"container {slot.Id} is already stopped");
        await stopper.StopAsync(slot, timeoutSeconds, signal, cancellation);
    }

    public async Task RestartAsync(string reference, int? timeoutSeconds, string? signal, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        slot.StaysOnExit = true;
        try
        {
            if (slot.Current.State.IsAlive || slot.Current.State.Status == ContainerStatus.Restarting)
                await stopper.StopAsync(slot, timeoutSeconds, signal, cancellation);
        }
        finally
        {
            slot.StaysOnExit = false;
        }

        await HoldAsync(reference, async held =>
        {
            if (!held.Current.State.IsAlive)
                await StartAsync(held, cancellation);
        });
        events.Publish(slot.Current, "restart");
    }

    public Task KillAsync(string reference, string? signal, CancellationToken cancellation) => stopper.KillAsync(table.Find(reference), reference, signal, cancellation);

    public Task PauseAsync(string reference, CancellationToken cancellation) => HoldAsync(reference, slot =>
    {
        Running(slot);
        if (slot.Current.State.Status == ContainerStatus.Paused)
            throw new GantryException(ErrorKind.Conflict, $"Container {slot.Id} is already paused");
        Cgroup.Open(launcher.CgroupPath(slot.Current)).Freeze();
        Change(slot, "pause", c => c with { State = c.State with { Status = ContainerStatus.Paused } });
        return Task.CompletedTask;
    });

    public Task UnpauseAsync(string reference, CancellationToken cancellation) => HoldAsync(reference, slot =>
    {
        if (slot.Current.State.Status != ContainerStatus.Paused)
            throw new GantryException(ErrorKind.Internal, $"Container {slot.Id} is not paused");
        Cgroup.Open(launcher.CgroupPath(slot.Current)).Thaw();
        Change(slot, "unpause", c => c with { State = c.State with { Status = ContainerStatus.Running } });
        return Task.CompletedTask;
    });

    public async Task<IReadOnlyList<string>> UpdateAsync(string reference, HostConfig change, CancellationToken cancellation)
    {
        IReadOnlyList<string> warnings = [];
        await HoldAsync(reference, slot =>
        {
            warnings = updater.Update(slot, change);
            return Task.CompletedTask;
        });
        return warnings;
    }

    public Task RenameAsync(string reference, string name, CancellationToken cancellation) => HoldAsync(reference, async slot =>
    {
        if (name.Length == 0)
            throw new GantryException(ErrorKind.Invalid, "Neither old nor new names may be empty");
        var old = slot.Current.Name;
        if (name.TrimStart('/') == old)
            throw new GantryException(ErrorKind.Invalid, "Renaming a container with the same name as its current name");
        string wanted;
        try
        {
            wanted = ContainerName.Checked(name, name.StartsWith('/') ? name : "/" + name);
            table.ReserveName(wanted, slot.Id);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, "Error when allocating new name: " + e.Message, e);
        }

        slot.Current = slot.Current with { Name = wanted };
        slot.Current = slot.Current with { Network = await networks.RenameAsync(slot.Current) };
        store.Save(slot.Current);
        table.ReleaseName(old, slot.Id);
        events.Publish(slot.Current, "rename", ("oldName", "/" + old));
    });

    public async Task RemoveAsync(string reference, bool force, bool volumes, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var slot = table.Find(reference);
        if (slot.Current.State.IsAlive || slot.Current.State.Status == ContainerStatus.Restarting)
        {
            if (!force)
                throw new GantryException(ErrorKind.Conflict, $"cannot remove container \"{reference.TrimStart('/')}\": container is {slot.Current.State.Status.ToString().ToLowerInvariant()}: stop the container before removing or force remove");
            await stopper.KillForRemovalAsync(slot);
        }

        await slot.Gate.WaitAsync(cancellation);
        try
        {
            if (slot.Removed.Task.IsCompleted)
                return;
            if (slot.Current.State.IsAlive)
                throw new GantryException(ErrorKind.Conflict, $"cannot remove container \"{reference.TrimStart('/')}\": could not kill container: it did not end within 10 seconds");
            await remover.RemoveAsync(slot, volumes);
            EngineMeters.ContainerActionEnded("delete", begun);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    public Task<ContainerPruning> PruneAsync(Func<Container, bool> fits, CancellationToken cancellation) => pruner.PruneAsync(fits, cancellation);

    public Task<WaitResult> WaitAsync(string reference, WaitCondition condition, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        var next = slot.NextExit;
        var state = slot.Current.State;
        return condition switch
        {
            WaitCondition.NotRunning when !state.IsAlive && state.Status != ContainerStatus.Restarting => Task.FromResult(new WaitResult(state.ExitCode, null)),
            WaitCondition.Removed => slot.Removed.Task.WaitAsync(cancellation),
            _ => next.WaitAsync(cancellation),
        };
    }

    public async Task ResizeAsync(string reference, int height, int width, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        await Running(slot).ResizeAsync(height, width, cancellation);
        events.Publish(slot.Current, "resize", ("height", $"{height}"), ("width", $"{width}"));
    }

    public async Task<ProcessTable> TopAsync(string reference, string? options, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        Running(slot);
        var processes = await ProcessList.ReadAsync(Cgroup.Open(launcher.CgroupPath(slot.Current)).Processes(), options, cancellation);
        events.Publish(slot.Current, "top");
        return processes;
    }

    public async Task<Attachment> AttachAsync(string reference, AttachRequest request, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        if (slot.Current.State.Status == ContainerStatus.Paused)
            throw new GantryException(ErrorKind.Conflict, $"container {reference} is paused, unpause the container before attach");
        if (slot.Current.State.Status == ContainerStatus.Restarting)
            throw new GantryException(ErrorKind.Conflict, $"container {reference} is restarting, wait until the container is running");
        var streams = Streams(request, slot.Current.Config);
        var tty = slot.Current.Config.Tty;
        await slot.Gate.WaitAsync(cancellation);
        try
        {
            var socket = slot.Process is { } process ? await process.AttachAsync(streams, cancellation) : slot.Pending.Add(streams);
            events.Publish(slot.Current, "attach");
            return new Attachment(socket, tty) { Recorded = () => RecordedAsync(slot) };
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Completes when the end of the run in course is there for all to see: whoever saw its output end may ask for its exit code.</summary>
    private static async Task RecordedAsync(ContainerSlot slot)
    {
        Task ended;
        await slot.Gate.WaitAsync(); // a start whose process has ended already may still be under way
        try
        {
            ended = slot.Process is null ? Task.CompletedTask : slot.NextExit;
        }
        finally
        {
            slot.Gate.Release();
        }

        await ended;
    }

    public bool HasLog(Container container) => LogTargets.PathOf(container) is not null;

    public Task CopyLogsAsync(string reference, LogQuery query, PipeWriter output, CancellationToken cancellation) =>
        LogReader.CopyAsync(table.Find(reference), query, output, cancellation);

    public Task<(long Writable, long Root)> SizeAsync(string reference, CancellationToken cancellation)
    {
        var container = table.Find(reference).Current;
        var writable = images.Snapshots.Usage(container.Id).Size;
        var image = images.List().FirstOrDefault(i => i.Id.ToString() == container.ImageId)?.Size ?? 0;
        return Task.FromResult((writable, writable + image));
    }

    public IReadOnlyList<string> ExecIds(string reference) => sessionsOf(table.Find(reference).Id);

    private static AttachStreams Streams(AttachRequest request, ContainerConfig config) =>
        (request.Stdin && config.OpenStdin ? AttachStreams.Stdin : 0) | (request.Stdout ? AttachStreams.Stdout : 0) | (request.Stderr ? AttachStreams.Stderr : 0);

    private static ShimProcess Running(ContainerSlot slot) =>
        slot.Process ?? throw new GantryException(ErrorKind.Conflict, $"container {slot.Id} is not running");

    private async Task StartAsync(ContainerSlot slot, CancellationToken cancellation)
    {
        slot.RestartDelay?.Cancel();
        try
        {
            // A client that leaves in the middle of a start does not undo it.
            await launcher.StartAsync(slot, CancellationToken.None);
        }
        catch when (slot.Current.HostConfig.AutoRemove)
        {
            await remover.RemoveAsync(slot, volumes: true);
            throw;
        }

        exits.Follow(slot);
        cancellation.ThrowIfCancellationRequested();
    }

    private void Change(ContainerSlot slot, string action, Func<Container, Container> change)
    {
        slot.Current = change(slot.Current);
        store.Save(slot.Current);
        events.Publish(slot.Current, action);
    }

    private async Task HoldAsync(string reference, Func<ContainerSlot, Task> work)
    {
        var slot = table.Find(reference);
        await slot.Gate.WaitAsync();
        try
        {
            if (slot.Removed.Task.IsCompleted)
                throw new GantryException(ErrorKind.NotFound, $"No such container: {reference}");
            await work(slot);
        }
        finally
        {
            slot.Gate.Release();
        }
    }
}
