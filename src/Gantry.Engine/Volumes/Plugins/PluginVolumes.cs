using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

using Gantry.Engine.Containers;
using Gantry.Engine.Events;
using Gantry.Oci.Errors;
using Gantry.Plugins;

namespace Gantry.Engine.Volumes.Plugins;

/// <summary>The volumes that plugins serve, as far as this engine has to do with them. What there is, the plugins say; known here are the labels,
/// the options, and the containers that have a volume. Calls about one volume come one at a time: <see cref="EngineVolumes"/> sees to it.</summary>
internal sealed class PluginVolumes(PluginVolumeStore store, IPlugins plugins, EventLog events, Action<string> report)
{
    private readonly ConcurrentDictionary<string, KnownVolume> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> scopes = new(StringComparer.Ordinal);

    /// <summary>Names of the drivers that were used so far.</summary>
    public IEnumerable<string> Drivers => scopes.Keys;

    /// <summary>Reads what is known, and notes who has it.</summary>
    public void Load(IReadOnlyList<Container> containers, Func<string, bool> runs)
    {
        foreach (var volume in store.Load(report))
            known[volume.Name] = new KnownVolume(volume);
        foreach (var container in containers)
        {
            foreach (var mount in container.Mounts.Where(m => m.IsPluginVolume))
            {
                var entry = Entry(mount);
                entry.Users[container.Id] = true;
                if (runs(container.Id))
                    entry.Mounted[MountId(mount, container.Id)] = true;
            }
        }
    }

    /// <summary>A volume this engine has to do with; null: it may be a plugin's all the same.</summary>
    public Volume? Known(string name) => known.GetValueOrDefault(name)?.Volume;

    /// <summary>The containers that have a volume.</summary>
    public IReadOnlyCollection<string> UsersOf(string name) => known.TryGetValue(name, out var entry) ? [.. entry.Users.Keys.Order(StringComparer.Ordinal)] : [];

    /// <summary>The plugin of a driver.</summary>
    /// <exception cref="GantryException">There is none; the text is Docker's.</exception>
    public async Task<VolumePlugin> OpenAsync(string driver, CancellationToken cancellation)
    {
        try
        {
            return await OpenAsync(await plugins.FindAsync(driver, VolumePlugin.Kind, cancellation), cancellation);
        }
        catch (GantryException fault)
        {
            throw new GantryException(fault.Kind, $"error looking up volume plugin {driver}: {fault.Message}", fault);
        }
    }

    /// <summary>A known volume as its plugin has it now; null when it is gone.</summary>
    public async Task<Volume?> LookAsync(Volume volume, CancellationToken cancellation)
    {
        try
        {
            var plugin = await OpenAsync(volume.Driver, cancellation);
            return await plugin.GetAsync(volume.Name, cancellation) is { } found ? Complete(found) : null;
        }
        catch (GantryException fault)
        {
            throw new GantryException(fault.Kind, $"error while checking if volume \"{volume.Name}\" exists in driver \"{volume.Driver}\": {fault.Message}", fault);
        }
    }

    /// <summary>Asks every plugin for a volume nobody here knows.</summary>
    public async Task<Volume?> ProbeAsync(string name, CancellationToken cancellation)
    {
        foreach (var plugin in await plugins.AllAsync(VolumePlugin.Kind, cancellation))
        {
            try
            {
                var driver = await OpenAsync(plugin, cancellation);
                if (await driver.GetAsync(name, cancellation) is { } found)
                    return Complete(found);
            }
            catch (PluginException fault)
            {
                report($"volume plugin {plugin.Name} was not asked for {name}: {fault.Message}");
            }
        }

        return null;
    }

    /// <summary>What the plugins have, and what is known of those that cannot be asked.</summary>
    public async Task<VolumeListing> ListAsync(CancellationToken cancellation)
    {
        var listed = new Dictionary<string, Volume>(StringComparer.Ordinal);
        var warnings = new List<string>();
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var plugin in await plugins.AllAsync(VolumePlugin.Kind, cancellation))
        {
            try
            {
                var driver = await OpenAsync(plugin, cancellation);
                foreach (var volume in await driver.ListAsync(cancellation))
                    listed.TryAdd(volume.Name, Complete(volume));
                answered.Add(plugin.Name);
            }
            catch (PluginException fault)
            {
                warnings.Add($"list {plugin.Name}: {fault.Message}");
            }
        }

        foreach (var entry in known.Values.Where(entry => !answered.Contains(entry.Volume.Driver)))
            listed.TryAdd(entry.Volume.Name, entry.Volume);
        return new VolumeListing([.. listed.Values], warnings);
    }

    /// <summary>Makes a volume, unless the plugin has one of the name.</summary>
    public async Task<Volume> CreateAsync(VolumeRequest request, CancellationToken cancellation)
    {
        var plugin = await OpenAsync(request.Driver, cancellation);
        var labels = request.Labels;
        var name = request.Name;
        if (name.Length == 0)
        {
            name = RandomNumberGenerator.GetHexString(64, lowercase: true);
            labels = new SortedDictionary<string, string>(labels ?? [], StringComparer.Ordinal) { [Volume.AnonymousLabel] = "" };
        }

        var found = await plugin.GetAsync(name, cancellation);
        if (found is null)
            await plugin.CreateAsync(name, request.Options, cancellation);
        var volume = Remember((found ?? new Volume { Name = name, Driver = request.Driver, Created = DateTimeOffset.MinValue }) with { Labels = labels, Options = request.Options });
        VolumeEvents.Publish(events, "create", name, request.Driver);
        return Complete(volume);
    }

    /// <summary>Keeps a volume a plugin was found to have.</summary>
    public Volume Remember(Volume volume)
    {
        store.Save(volume);
        known[volume.Name] = new KnownVolume(volume);
        return volume;
    }

    /// <summary>Has the plugin remove a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="force">Whether it is forgotten here also where the plugin refuses.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task RemoveAsync(Volume volume, bool force, CancellationToken cancellation)
    {
        try
        {
            await (await OpenAsync(volume.Driver, cancellation)).RemoveAsync(volume.Name, cancellation);
        }
        catch (GantryException) when (force)
        {
            Forget(volume.Name);
            throw;
        }

        Forget(volume.Name);
        VolumeEvents.Publish(events, "destroy", volume.Name, volume.Driver);
    }

    /// <summary>Removes a volume nobody named, which goes with its container whatever the plugin says.</summary>
    public async Task DiscardAsync(string name)
    {
        try
        {
            if (Known(name) is { } volume)
                await RemoveAsync(volume, force: true, CancellationToken.None);
        }
        catch (GantryException fault)
        {
            report($"volume {name} may still be there in its plugin: {fault.Message}");
        }
    }

    /// <summary>The plugin has it no more.</summary>
    public void Forget(string name)
    {
        store.Delete(name);
        known.TryRemove(name, out _);
    }

    /// <summary>Notes that a container has a volume.</summary>
    public void Attach(Volume volume, string container) => known[volume.Name].Users[container] = true;

    /// <summary>Notes that a container has a volume no more; whether nobody has it now.</summary>
    public bool Release(string name, string container)
    {
        if (!known.TryGetValue(name, out var entry))
            return false;
        entry.Users.TryRemove(container, out _);
        return entry.Users.IsEmpty;
    }

    /// <summary>Has the plugin mount a volume for a container and gives the path it has on this host.</summary>
    /// <exception cref="GantryException">The plugin refuses; the text is Docker's.</exception>
    public async Task<string> MountAsync(MountPoint mount, string container, CancellationToken cancellation)
    {
        var entry = Entry(mount);
        var id = MountId(mount, container);
        string path;
        try
        {
            path = await (await OpenAsync(mount.Driver!, cancellation)).MountAsync(mount.Name!, id, cancellation);
        }
        catch (GantryException fault)
        {
            throw new GantryException(fault.Kind, $"error while mounting volume '{mount.Source}': {fault.Message}", fault);
        }

        entry.Users[container] = true;
        entry.Mounted[id] = true;
        return path;
    }

    /// <summary>Has the plugin unmount it. A container that has ended is not held by a plugin that does not answer: that is reported.</summary>
    public async Task UnmountAsync(MountPoint mount, string container, CancellationToken cancellation)
    {
        var id = MountId(mount, container);
        try
        {
            if (Entry(mount).Mounted.TryRemove(id, out _))
                await (await OpenAsync(mount.Driver!, cancellation)).UnmountAsync(mount.Name!, id, cancellation);
        }
        catch (GantryException fault)
        {
            report($"volume {mount.Name} of container {container} may still be mounted by its plugin: {fault.Message}");
        }
    }

    /// <summary>Tells who listens of a container's mount.</summary>
    public void Tell(string action, MountPoint mount, params ReadOnlySpan<(string Name, string Value)> facts) =>
        VolumeEvents.Publish(events, action, mount.Name!, mount.Driver!, facts);

    private async Task<VolumePlugin> OpenAsync(Plugin plugin, CancellationToken cancellation)
    {
        var driver = new VolumePlugin(plugin);
        if (!scopes.ContainsKey(plugin.Name))
            scopes[plugin.Name] = await driver.ScopeAsync(cancellation);
        return driver;
    }

    /// <summary>Adds to what a plugin tells what only this engine knows.</summary>
    private Volume Complete(Volume told) => told with
    {
        Labels = known.GetValueOrDefault(told.Name)?.Volume.Labels,
        Options = known.GetValueOrDefault(told.Name)?.Volume.Options,
        Scope = scopes.GetValueOrDefault(told.Driver, Volume.LocalDriver),
    };

    private KnownVolume Entry(MountPoint mount) =>
        known.GetOrAdd(mount.Name!, static (name, driver) => new KnownVolume(new Volume { Name = name, Driver = driver, Created = DateTimeOffset.MinValue }), mount.Driver!);

    /// <summary>What a plugin knows a mount by: the same each time, so that a start after a crash does not count twice.</summary>
    private static string MountId(MountPoint mount, string container) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{container} {mount.Destination}")));

    /// <summary>A volume with the containers that have it, and the mounts the plugin was asked for.</summary>
    private sealed record KnownVolume(Volume Volume)
    {
        public ConcurrentDictionary<string, bool> Users { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, bool> Mounted { get; } = new(StringComparer.Ordinal);
    }
}
