using System.Security.Cryptography;

using Gantry.Engine.Containers;
using Gantry.Engine.Events;
using Gantry.Oci.Errors;
using Gantry.Storage.Snapshots;

namespace Gantry.Engine.Volumes;

/// <summary>The volumes of this host, with the containers that have them.</summary>
internal sealed partial class LocalVolumes(string dataRoot, string execRoot, EventLog events, TimeProvider time) : IVolumes
{
    private readonly VolumeStore store = new(dataRoot);
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, VolumeEntry> entries = new(StringComparer.Ordinal);

    public IReadOnlyList<Volume> All
    {
        get
        {
            lock (gate)
                return [.. entries.Values.Select(e => e.Volume)];
        }
    }

    public Volume Find(string name)
    {
        lock (gate)
            return Entry(name).Volume;
    }

    public int UsersOf(string name)
    {
        lock (gate)
            return entries.TryGetValue(name, out var entry) ? entry.Users.Count : 0;
    }

    public long SizeOf(Volume volume) => Directory.Exists(volume.Mountpoint) ? TreeUsage.Of(volume.Mountpoint).Size : 0;

    public Volume Create(VolumeRequest request)
    {
        VolumeChecks.Check(request);
        lock (gate)
            return EntryOrNew(request).Volume;
    }

    public void Remove(string name, bool force)
    {
        lock (gate)
        {
            if (force && !entries.ContainsKey(name))
                return;
            var entry = Entry(name);
            if (entry.Users.Count > 0)
                throw new GantryException(ErrorKind.Conflict, $"remove {name}: volume is in use - [{string.Join(", ", entry.Users)}]");
            Delete(entry);
        }
    }

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

    /// <summary>Makes the volumes that a container's mounts need, fills in their names and paths, and notes that the container has them.</summary>
    public IReadOnlyList<MountPoint> Attach(IReadOnlyList<MountPoint> mounts, string container)
    {
        foreach (var mount in mounts.Where(m => m.Type == "volume"))
            VolumeChecks.Check(Request(mount));
        lock (gate)
            return [.. mounts.Select(m => m.Type == "volume" ? Attach(m, container) : m)];
    }

    /// <summary>Notes that a container no longer has its volumes.</summary>
    /// <param name="mounts">The container's mounts.</param>
    /// <param name="container">Its id.</param>
    /// <param name="removeAnonymous">Whether those nobody named go, unless another container has them.</param>
    public void Release(IReadOnlyList<MountPoint> mounts, string container, bool removeAnonymous)
    {
        lock (gate)
        {
            foreach (var mount in mounts)
            {
                if (mount is not { Type: "volume", Name: { } name } || !entries.TryGetValue(name, out var entry))
                    continue;
                entry.Users.Remove(container);
                if (removeAnonymous && mount.Anonymous && entry.Users.Count == 0)
                    Delete(entry);
            }
        }
    }

    private MountPoint Attach(MountPoint mount, string container)
    {
        var entry = EntryOrNew(Request(mount));
        entry.Users.Add(container);
        return mount with { Name = entry.Volume.Name, Source = entry.Volume.Mountpoint, Driver = VolumeChecks.Driver };
    }

    private static VolumeRequest Request(MountPoint mount) => new()
    {
        Name = mount.Name ?? "",
        Driver = mount.Driver ?? "",
        Labels = mount.Spec?.VolumeOptions?.Labels,
        Options = mount.Spec?.VolumeOptions?.DriverConfig?.Options,
    };

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

    private void Publish(string action, string name, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["driver"] = VolumeChecks.Driver };
        foreach (var (key, value) in facts)
            attributes[key] = value;
        events.Publish("volume", action, name, attributes);
    }

    /// <summary>A volume with who has it: containers, and of these the ones that run.</summary>
    private sealed record VolumeEntry(Volume Volume)
    {
        public SortedSet<string> Users { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Running { get; } = new(StringComparer.Ordinal);
    }
}
