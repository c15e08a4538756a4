using System.Security.Cryptography;

using Gantry.Engine.Containers;
using Gantry.Engine.Events;
using Gantry.Oci.Errors;
using Gantry.Storage.Snapshots;

namespace Gantry.Engine.Volumes;

/// <summary>The volumes of this host, which are directories of the engine's, with the containers that have them.</summary>
internal sealed partial class LocalVolumes(string dataRoot, string execRoot, EventLog events, TimeProvider time)
{
    private readonly VolumeStore store = new(dataRoot);
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, VolumeEntry> entries = new(StringComparer.Ordinal);

    /// <summary>All by name.</summary>
    public IReadOnlyList<Volume> All
    {
        get
        {
            lock (gate)
                return [.. entries.Values.Select(e => e.Volume)];
        }
    }

    /// <summary>The volume of a name; null when there is none.</summary>
    public Volume? Find(string name)
    {
        lock (gate)
            return entries.GetValueOrDefault(name)?.Volume;
    }

    /// <summary>How many containers have a volume.</summary>
    public int UsersOf(string name)
    {
        lock (gate)
            return entries.TryGetValue(name, out var entry) ? entry.Users.Count : 0;
    }

    /// <summary>Bytes of a volume's content.</summary>
    public static long SizeOf(Volume volume) => Directory.Exists(volume.Mountpoint) ? TreeUsage.Of(volume.Mountpoint).Size : 0;

    /// <summary>Makes a volume, or finds the one that has the name already.</summary>
    public Volume Create(VolumeRequest request)
    {
        VolumeChecks.Check(request);
        lock (gate)
            return EntryOrNew(request).Volume;
    }

    /// <summary>Removes one; Conflict: a container has it, running or not.</summary>
    public void Remove(string name)
    {
        lock (gate)
        {
            var entry = Entry(name);
            if (entry.Users.Count > 0)
                throw new GantryException(ErrorKind.Conflict, $"remove {name}: volume is in use - [{string.Join(", ", entry.Users)}]");
            Delete(entry);
        }
    }

    /// <summary>Removes volumes that no container has.</summary>
    public VolumePruning Prune(Func<Volume, bool> fits)
    {
        var removed = new List<string>();
        var bytes = 0L;
        foreach (var volume in All.Where(fits))
        {
            lock (gate)
            {
                if (!entries.TryGetValue(volume.Name, out var entry) || entry.Users.Count > 0)
                    continue;
                bytes += SizeOf(volume);
                Delete(entry);
                removed.Add(volume.Name);
            }
        }

        events.Publish("volume", "prune", "", new SortedDictionary<string, string>(StringComparer.Ordinal) { ["reclaimed"] = $"{bytes}" });
        return new VolumePruning(removed, bytes);
    }

    /// <summary>Makes the volume that a mount needs, fills in its name and path, and notes that the container has it.</summary>
    public MountPoint Attach(MountPoint mount, string container)
    {
        var request = VolumeRequest.Of(mount);
        VolumeChecks.Check(request);
        lock (gate)
        {
            var entry = EntryOrNew(request);
            entry.Users.Add(container);
            return mount with { Name = entry.Volume.Name, Source = entry.Volume.Mountpoint, Driver = Volume.LocalDriver };
        }
    }

    /// <summary>Notes that a container no longer has the volume of a mount.</summary>
    /// <param name="mount">The container's mount.</param>
    /// <param name="container">Its id.</param>
    /// <param name="removeAnonymous">Whether a volume nobody named goes, unless another container has it.</param>
    public void Release(MountPoint mount, string container, bool removeAnonymous)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(mount.Name!, out var entry))
                return;
            entry.Users.Remove(container);
            if (removeAnonymous && mount.Anonymous && entry.Users.Count == 0)
                Delete(entry);
        }
    }

    private VolumeEntry Entry(string name) =>
        entries.TryGetValue(name, out var entry) ? entry : throw new GantryException(ErrorKind.NotFound, $"get {name}: no such volume");

    private VolumeEntry EntryOrNew(VolumeRequest request)
    {
        if (entries.TryGetValue(request.Name, out var known))
            return known;
        var labels = request.Labels;
        if (request.Name.Length == 0)
            labels = new SortedDictionary<string, string>(labels ?? [], StringComparer.Ordinal) { [Volume.AnonymousLabel] = "" };
        var volume = store.Create(new Volume
        {
            Name = request.Name.Length > 0 ? request.Name : RandomNumberGenerator.GetHexString(64, lowercase: true),
            Created = time.GetUtcNow(),
            Labels = labels,
            Options = request.Options is { Count: > 0 } options ? options : null,
        });
        var entry = entries[volume.Name] = new VolumeEntry(volume);
        Publish("create", volume.Name);
        return entry;
    }

    private void Delete(VolumeEntry entry)
    {
        Unmount(entry.Volume);
        store.Delete(entry.Volume.Name);
        entries.Remove(entry.Volume.Name);
        Publish("destroy", entry.Volume.Name);
    }

    private void Publish(string action, string name, params ReadOnlySpan<(string Name, string Value)> facts) =>
        VolumeEvents.Publish(events, action, name, Volume.LocalDriver, facts);

    /// <summary>A volume with who has it: containers, and of these the ones that run.</summary>
    private sealed record VolumeEntry(Volume Volume)
    {
        public SortedSet<string> Users { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Running { get; } = new(StringComparer.Ordinal);
    }
}
