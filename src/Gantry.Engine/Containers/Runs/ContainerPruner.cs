using Gantry.Engine.Events;
using Gantry.Oci.Errors;
using Gantry.Storage.Images;

namespace Gantry.Engine.Containers.Runs;

/// <summary>Removes all containers that do not run and fit.</summary>
internal sealed class ContainerPruner(ContainerTable table, ContainerRemover remover, ImageStore images, EventLog log)
{
    private int running;

    public async Task<ContainerPruning> PruneAsync(Func<Container, bool> fits, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref running, 1) == 1)
            throw new GantryException(ErrorKind.Conflict, "a prune operation is already running");
        try
        {
            var removed = new List<string>();
            var bytes = 0L;
            foreach (var slot in table.Slots.Where(s => Idle(s.Current) && fits(s.Current)).ToList())
            {
                await slot.Gate.WaitAsync(cancellation);
                try
                {
                    if (slot.Removed.Task.IsCompleted || !Idle(slot.Current))
                        continue;
                    bytes += images.Snapshots.Exists(slot.Id) ? images.Snapshots.Usage(slot.Id).Size : 0;
                    await remover.RemoveAsync(slot, volumes: false);
                    removed.Add(slot.Id);
                }
                finally
                {
                    slot.Gate.Release();
                }
            }

            log.Publish("container", "prune", "", new SortedDictionary<string, string>(StringComparer.Ordinal) { ["reclaimed"] = $"{bytes}" });
            return new ContainerPruning(removed, bytes);
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }

    private static bool Idle(Container container) => container.State.Status is ContainerStatus.Created or ContainerStatus.Exited or ContainerStatus.Dead;
}
