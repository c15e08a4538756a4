using Gantry.Engine.Containers;

namespace Gantry.Engine.Volumes;

/// <content>What containers do with volumes, whoever serves these.</content>
internal sealed partial class EngineVolumes
{
    /// <summary>Reads the volumes and notes who has them.</summary>
    public void Load(IReadOnlyList<Container> containers, Func<string, bool> runs, Action<string> report)
    {
        local.Load(containers, runs, report);
        remote.Load(containers, runs);
    }

    /// <summary>Makes the volumes that a container's mounts need, fills in their names and paths, and notes that the container has them; all or none.</summary>
    public async Task<IReadOnlyList<MountPoint>> AttachAsync(IReadOnlyList<MountPoint> mounts, string container, CancellationToken cancellation)
    {
        var attached = new List<MountPoint>();
        try
        {
            foreach (var mount in mounts)
                attached.Add(mount.Type == "volume" ? await AttachAsync(mount, container, cancellation) : mount);
            return attached;
        }
        catch
        {
            await ReleaseAsync(attached, container, removeAnonymous: true);
            throw;
        }
    }

    /// <summary>Notes that a container no longer has its volumes.</summary>
    /// <param name="mounts">The container's mounts.</param>
    /// <param name="container">Its id.</param>
    /// <param name="removeAnonymous">Whether those nobody named go, unless another container has them.</param>
    public async Task ReleaseAsync(IReadOnlyList<MountPoint> mounts, string container, bool removeAnonymous)
    {
        foreach (var mount in mounts)
        {
            if (mount.IsLocalVolume)
                local.Release(mount, container, removeAnonymous);
            if (!mount.IsPluginVolume)
                continue;
            using var turn = await TurnAsync(mount.Name!, CancellationToken.None);
            if (remote.Release(mount.Name!, container) && removeAnonymous && mount.Anonymous)
                await remote.DiscardAsync(mount.Name!);
        }
    }

    /// <summary>Mounts what a container needs and gives its mounts with the paths they have for this start.</summary>
    public async Task<IReadOnlyList<MountPoint>> MountAsync(Container container, CancellationToken cancellation)
    {
        var mounts = new List<MountPoint>();
        foreach (var (index, mount) in container.Mounts.Index())
        {
            if (mount.IsPluginVolume)
            {
                using var turn = await TurnAsync(mount.Name!, cancellation);
                mounts.Add(local.Shown(mount, await remote.MountAsync(mount, container.Id, cancellation), container.Id, index));
                remote.Tell("mount", mount, VolumeEvents.Facts(mount, container.Id));
            }
            else
            {
                mounts.Add(mount.IsLocalVolume ? local.Mount(mount, container.Id, index) : mount);
            }
        }

        return mounts;
    }

    /// <summary>Takes away what only the start of a container needed.</summary>
    public void Started(Container container) => local.Started(container.Id);

    /// <summary>Lets go of what <see cref="MountAsync"/> mounted.</summary>
    public async Task UnmountAsync(Container container)
    {
        Started(container);
        foreach (var mount in container.Mounts)
        {
            if (mount.IsLocalVolume)
                local.Unmount(mount, container.Id);
            if (!mount.IsPluginVolume)
                continue;
            using var turn = await TurnAsync(mount.Name!, CancellationToken.None);
            await remote.UnmountAsync(mount, container.Id, CancellationToken.None);
            remote.Tell("unmount", mount, ("container", container.Id));
        }
    }

    /// <summary>Does something with the content of a mount's volume, while it is mounted.</summary>
    public async Task WithContentAsync(MountPoint mount, string user, Func<string, Task> work, CancellationToken cancellation)
    {
        if (mount.IsLocalVolume)
        {
            await local.WithContentAsync(mount.Name!, user, work);
            return;
        }

        using var turn = await TurnAsync(mount.Name!, cancellation);
        try
        {
            await work(await remote.MountAsync(mount, user, cancellation));
        }
        finally
        {
            await remote.UnmountAsync(mount, user, CancellationToken.None);
        }
    }

    private async Task<MountPoint> AttachAsync(MountPoint mount, string container, CancellationToken cancellation)
    {
        var request = VolumeRequest.Of(mount);
        using var turn = await TurnAsync(request.Name, cancellation);
        var found = await OfNameAsync(request, cancellation);
        if (IsLocal(found, request))
            return local.Attach(mount, container);
        var volume = found ?? await MakeRemoteAsync(request, cancellation);
        remote.Attach(volume, container);
        return mount with { Name = volume.Name, Source = volume.Mountpoint, Driver = volume.Driver };
    }
}
