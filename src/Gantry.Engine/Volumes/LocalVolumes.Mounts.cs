using Gantry.Engine.Containers;
using Gantry.Linux.Mounts;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Volumes;

/// <content>What is mounted on the host while containers run. A volume with a device is mounted with its first running container and
/// unmounted with its last; a path inside a volume is shown at a place of its own for the moment of a start, since only here it can be
/// resolved inside the volume.</content>
internal sealed partial class LocalVolumes
{
    private readonly string places = Path.Combine(execRoot, "volumes");

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
        Directory.CreateDirectory(places);
        foreach (var container in Directory.EnumerateDirectories(places))
            RemovePlaces(container);
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
            var shown = Shown(mount, entry.Volume.Mountpoint, container, index);
            Publish("mount", mount.Name!, VolumeEvents.Facts(mount, container));
            return shown;
        }
    }

    /// <summary>A mount with the path it has on this host: the volume's own, or that of a place which shows a path inside it.</summary>
    public MountPoint Shown(MountPoint mount, string mountpoint, string container, int index) => mount.Spec?.VolumeOptions?.Subpath is { Length: > 0 } path
        ? mount with { Source = Show(mountpoint, path, Path.Combine(places, container, $"{index}")) }
        : mount with { Source = mountpoint };

    /// <summary>Takes away the places that only the start of a container needed.</summary>
    public void Started(string container) => RemovePlaces(Path.Combine(places, container));

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

    private static string Show(string mountpoint, string path, string place)
    {
        using var tree = RootedDirectory.Open(mountpoint);
        using var found = tree.TryOpen(path, OpenFlags.O_PATH, out var errno)
            ?? throw new GantryException(ErrorKind.Internal, $"cannot access path {Path.Combine(mountpoint, path)}: {new KernelException("lstat", Path.Combine(mountpoint, path), errno).Message}");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        if (Linux.Files.At.Status(found).IsDirectory)
            Directory.CreateDirectory(place);
        else
            File.WriteAllBytes(place, []);
        HostMount.Bind(found, place);
        return place;
    }

    /// <summary>Not recursive by intent: should a mount not come off, the volume behind it must survive.</summary>
    private static void RemovePlaces(string container)
    {
        if (!Directory.Exists(container))
            return;
        foreach (var place in Directory.GetFileSystemEntries(container))
        {
            DetachedMount.Remove(place);
            if (Directory.Exists(place))
                Directory.Delete(place);
            else
                File.Delete(place);
        }

        Directory.Delete(container);
    }

    private static void Unmount(Volume volume)
    {
        if (volume.IsMounted)
            DetachedMount.Remove(volume.Mountpoint);
    }
}
