using Gantry.Engine.Events;
using Gantry.Engine.Logs.Forwarding;
using Gantry.Engine.Volumes;
using Gantry.Oci.Errors;
using Gantry.Storage.Images;

namespace Gantry.Engine.Containers.Runs;

/// <summary>Removes containers that do not run. The document goes first; what is left after a crash is found by its absence.</summary>
internal sealed class ContainerRemover(ContainerTable table, ContainerStore store, ImageStore images, LocalVolumes volumes, LogForwarders forwarders, ContainerEvents events)
{
    private readonly LocalVolumes volumes = volumes;

    /// <summary>Removes one, after what it wrote for a log server is sent; the caller holds its gate.</summary>
    public async Task RemoveAsync(ContainerSlot slot, bool volumes)
    {
        var container = slot.Current;
        await forwarders.FinishAsync(container.Id);
        slot.Current = container with { State = container.State with { Status = ContainerStatus.Removing } };
        slot.Pending.Close();
        store.Delete(container.Id);
        RemoveSnapshot(container.Id);
        this.volumes.Release(container.Mounts, container.Id, removeAnonymous: volumes);
        table.Remove(slot);
        events.Publish(container, "destroy");
        var result = new WaitResult(container.State.ExitCode, null);
        slot.CompleteExit(result);
        slot.Removed.TrySetResult(result);
    }

    private void RemoveSnapshot(string id)
    {
        try
        {
            images.Snapshots.Remove(id);
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
        {
            // An earlier removal got this far before it was interrupted.
        }
    }
}
