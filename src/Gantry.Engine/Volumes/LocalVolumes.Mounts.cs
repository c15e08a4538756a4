using Gantry.Engine.Containers;
using Gantry.Linux.Mounts;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Volumes;

/// <content>What is mounted on the host while containers run. A volume with a device is mounted with its first running container and
/// unmounted with its last; a path inside a volume is shown at a place of its own for the moment of a start, since only here it can be
/// resolved inside the volume.</content>
internal sealed partial class LocalVolumes
{
    private readonly StartPlaces places = new(Path.Combine(execRoot, "volumes"));

    /// <summary>Reads the volumes and notes who has them; unmounts what nobody uses any more.</summary>
    public void Load(IReadOnlyList<Container> containers, Func<string, bool> runs, Action<string> report)
    {
        foreach (var volume in store.Load(report))
            entries[volume.Name] = new VolumeEntry(volume);
        foreach (var container in containers)
        {
            foreach (var mount in container.Mounts)
            {
                if (!mount.IsLocalVolume || !entries.TryGetValue(mount.Name!, out var entry))
                    continue;
                entry.Users.Add(container.Id);
                if (runs(container.Id))
                    entry.Running.Add(container.Id);
            }
        }

        foreach (var entry in entries.Values.Where(e => e.Running.Count == 0))
            Unmount(entry.Volume);
        places.Clear();
    }

    /// <summary>Mounts what a mount of a container needs and gives it with the path it has for this start.</summary>
    /// <exception cref="GantryException">A device cannot be mounted, or there is no such path in a volume.</exception>
    public MountPoint Mount(MountPoint mount, string container, int index)
    {
        lock (gate)
        {
            // Its directory may have been taken away by hand; the container then starts with an empty volume, as with Docker.
            var entry = EntryOrNew(VolumeRequest.Of(mount));
            entry.Users.Add(container);
            Use(entry, container);
            var shown = Shown(mount, entry.Volume.Mountpoint, container, index) with { HasImageIds = !entry.Volume.IsMounted };
            Publish("mount", mount.Name!, VolumeEvents.Facts(mount, container));
            return shown;
        }
    }

    /// <summary>A mount with the path it has on this host: the volume's own, or that of a place which shows a path inside it.</summary>
    public MountPoint Shown(MountPoint mount, string mountpoint, string container, int index)
    {
        if (mount.Spec?.VolumeOptions?.Subpath is not { Length: > 0 } path)
            return mount with { Source = mountpoint };
        using var tree = RootedDirectory.Open(mountpoint);
        return mount with { Source = places.Show(container, $"{index}", tree, path, mountpoint) };
    }

    /// <summary>Takes away the places that only the start of a container needed.</summary>
    public void Started(string container) => places.Remove(container);

    /// <summary>Lets go of what <see cref="Mount"/> mounted.</summary>
    public void Unmount(MountPoint mount, string container)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(mount.Name!, out var entry))
                return;
            entry.Running.Remove(container);
            if (entry.Running.Count == 0)
                Unmount(entry.Volume);
            Publish("unmount", entry.Volume.Name, ("container", container));
        }
    }

    /// <summary>Does something with a volume's content, with its device mounted.</summary>
    public async Task WithContentAsync(string name, string user, Func<string, Task> work)
    {
        VolumeEntry entry;
        lock (gate)
        {
            entry = Entry(name);
            Use(entry, user);
        }

        try
        {
            await work(entry.Volume.Mountpoint);
        }
        finally
        {
            lock (gate)
            {
                entry.Running.Remove(user);
                if (entry.Running.Count == 0)
                    Unmount(entry.Volume);
            }
        }
    }

    private static void Use(VolumeEntry entry, string container)
    {
        var volume = entry.Volume;
        Directory.CreateDirectory(volume.Mountpoint);
        if (entry.Running.Count == 0 && volume.IsMounted && !HostMount.Targets().Contains(volume.Mountpoint))
            VolumeDevice.Mount(volume);

        entry.Running.Add(container);
    }

    private static void Unmount(Volume volume)
    {
        if (volume.IsMounted)
            DetachedMount.Remove(volume.Mountpoint);
    }
}
