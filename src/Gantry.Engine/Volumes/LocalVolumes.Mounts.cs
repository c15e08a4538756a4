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
                if (mount is not { Type: "volume", Name: { } name } || !entries.TryGetValue(name, out var entry))
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

    /// <summary>Mounts what a container needs and gives its mounts with the paths they have for this start.</summary>
    /// <exception cref="GantryException">A device cannot be mounted, or there is no such path in a volume.</exception>
    public IReadOnlyList<MountPoint> Mount(Container container)
    {
        lock (gate)
        {
            var mounts = container.Mounts.Select((m, index) => m.Type == "volume" ? Mount(m, container.Id, index) : m).ToList();
            foreach (var mount in container.Mounts.Where(m => m.Type == "volume"))
            {
                Publish("mount", mount.Name!, ("container", container.Id), ("destination", mount.Destination), ("propagation", mount.Propagation), ("read/write", mount.RW ? "true" : "false"));
            }

            return mounts;
        }
    }

    /// <summary>Takes away the places that only the start of a container needed.</summary>
    public void Started(Container container) => places.Remove(container.Id);

    /// <summary>Lets go of what <see cref="Mount(Container)"/> mounted.</summary>
    public void Unmount(Container container)
    {
        Started(container);
        lock (gate)
        {
            foreach (var mount in container.Mounts)
            {
                if (mount is not { Type: "volume", Name: { } name } || !entries.TryGetValue(name, out var entry))
                    continue;
                entry.Running.Remove(container.Id);
                if (entry.Running.Count == 0)
                    Unmount(entry.Volume);
                Publish("unmount", name, ("container", container.Id));
            }
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

    private MountPoint Mount(MountPoint mount, string container, int index)
    {
        // Its directory may have been taken away by hand; the container then starts with an empty volume, as with Docker.
        var entry = EntryOrNew(Request(mount));
        entry.Users.Add(container);
        Use(entry, container);
        if (mount.Spec?.VolumeOptions?.Subpath is not { Length: > 0 } path)
            return mount;
        using var tree = RootedDirectory.Open(entry.Volume.Mountpoint);
        return mount with { Source = places.Show(container, $"{index}", tree, path, entry.Volume.Mountpoint) };
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
