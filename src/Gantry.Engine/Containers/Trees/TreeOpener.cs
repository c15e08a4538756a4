using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Volumes;
using Gantry.Linux.Mounts;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Launch;
using Gantry.Storage.Images;

namespace Gantry.Engine.Containers.Trees;

/// <summary>Opens containers' trees as the containers see them. One that runs is entered through its first process; for one that does not, its
/// file system and its binds are mounted where nobody else sees them, and it cannot start meanwhile.</summary>
internal sealed class TreeOpener(ImageStore images, EngineVolumes volumes, ImageMounts imageMounts, NameFiles nameFiles, string mountDirectory)
{
    public async Task<OpenTree> OpenAsync(ContainerSlot slot, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryEnter(slot) is { } running) return running;
            await slot.Gate.WaitAsync(cancellation);
            var keep = false;
            try
            {
                if (slot.Removed.Task.IsCompleted) throw new GantryException(ErrorKind.NotFound, $"No such container: {slot.Id}");
                if (slot.Current.State.IsAlive) continue;
                var mounts = await MountAsync(slot.Current, cancellation);
                keep = true;
                return new OpenTree(mounts.Tree, null, mounts, slot.Gate);
            }
            finally
            {
                if (!keep) slot.Gate.Release();
            }
        }
    }

    /// <summary>The process may end at any moment and its number may be another's: the tree is the container's if it is alive afterwards too.</summary>
    private static OpenTree? TryEnter(ContainerSlot slot)
    {
        var state = slot.Current.State;
        if (!state.IsAlive || state.Pid == 0) return null;
        RootedDirectory tree;
        IdMappings? ids;
        try
        {
            ids = IdMaps.IsOwn(state.Pid) ? null : IdMaps.Of(state.Pid);
            tree = RootedDirectory.Open($"/proc/{state.Pid}/root");
        }
        catch (Exception e) when (e is IOException or KernelException { Errno: Errno.ENOENT or Errno.ESRCH or Errno.EACCES })
        {
            return slot.Current.State.Pid == state.Pid ? throw new GantryException(ErrorKind.Conflict, $"container {slot.Id} is ending", e) : null;
        }

        var now = slot.Current.State;
        if (now.IsAlive && now.Pid == state.Pid && File.Exists($"/proc/{state.Pid}/status")) return new OpenTree(tree, ids, tree, null);
        tree.Dispose();
        return null;
    }

    private async Task<PrivateMounts> MountAsync(Container container, CancellationToken cancellation)
    {
        // Copying promises no more than cp(1) does: what is written reaches the disk in its time.
        var mount = images.Snapshots.VolatileMounts(container.Id);
        try
        {
            var binds = imageMounts.Mount(container.Id, await volumes.MountAsync(container, cancellation), users: null)
                .Where(m => m.Type != "tmpfs" && Path.Exists(m.Source))
                .OrderBy(m => m.Destination.Count(c => c == '/'))
                .Select(m => new PrivateBind(m.Source, m.Destination, !m.RW))
                .ToList();
            binds.AddRange(nameFiles.Of(container).Where(f => !binds.Exists(b => b.Target == f.Destination)).Select(f => new PrivateBind(f.Source, f.Destination, IsReadOnly: false)));
            return PrivateMounts.Open(mount.Type, string.Join(',', mount.Options), mount.WorkingDirectory, mountDirectory, binds);
        }
        finally
        {
            // What was mounted from the host's places stays in the namespace of the copy.
            imageMounts.Started(container.Id);
            await volumes.UnmountAsync(container);
        }
    }
}
