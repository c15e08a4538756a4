using System.Collections.Concurrent;

using Gantry.Oci.Errors;
using Gantry.Plugins.Calls;
using Gantry.Plugins.Discovery;

namespace Gantry.Plugins;

/// <summary>Finds plugins and shakes hands with them. A plugin is asked what it implements when it is first needed, and again after it was lost
/// or has another address.</summary>
/// <param name="folders">Where to look.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Takes warnings.</param>
public sealed class PluginRegistry(PluginFolders folders, TimeProvider time, Action<string> report) : IPlugins, IDisposable
{
    private const string Handshake = "Plugin.Activate";
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ListingLimit = TimeSpan.FromSeconds(5);

    private readonly PluginFinder finder = new(folders);
    private readonly ConcurrentDictionary<string, Plugin> known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<Plugin> FindAsync(string name, string kind, CancellationToken cancellation)
    {
        if (name.Length == 0)
            throw new GantryException(ErrorKind.Internal, "legacy plugin: Unable to find plugin without name");
        var pauses = new Pauses(time);
        while (true)
        {
            if (Locate(name) is { } address)
                return await NeedAsync(address, kind, cancellation);
            if (pauses.Next() is not { } pause)
                throw new GantryException(ErrorKind.NotFound, $"plugin \"{name}\" not found");
            report($"Unable to locate plugin: {name}, retrying in {pause.TotalSeconds}s");
            await Task.Delay(pause, time, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Plugin>> AllAsync(string kind, CancellationToken cancellation)
    {
        var found = await Task.WhenAll(finder.Names().Select(Try));
        return [.. found.OfType<Plugin>().Where(plugin => plugin.Implements(kind))];

        async Task<Plugin?> Try(string name)
        {
            try
            {
                return Locate(name) is { } address ? await GreetAsync(address, ListingLimit, retry: false, cancellation) : null;
            }
            catch (GantryException fault)
            {
                report($"plugin {name} is left out: {fault.Message}");
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var plugin in known.Values)
            plugin.Dispose();
    }

    private PluginAddress? Locate(string name)
    {
        try
        {
            return finder.Find(name);
        }
        catch (FormatException fault)
        {
            throw new GantryException(ErrorKind.Internal, $"legacy plugin: {fault.Message}", fault);
        }
    }

    private async Task<Plugin> NeedAsync(PluginAddress address, string kind, CancellationToken cancellation)
    {
        Plugin plugin;
        try
        {
            plugin = await GreetAsync(address, HandshakeLimit, retry: true, cancellation);
        }
        catch (PluginException fault)
        {
            throw new PluginException($"legacy plugin: {fault.Message}", fault.IsUnreachable, fault);
        }

        return plugin.Implements(kind)
            ? plugin
            : throw new GantryException(ErrorKind.Internal, $"legacy plugin: Plugin does not implement the requested driver: plugin=\"{address.Name}\", requested implementation=\"{kind}\"");
    }

    private async Task<Plugin> GreetAsync(PluginAddress address, TimeSpan limit, bool retry, CancellationToken cancellation)
    {
        if (known.TryGetValue(address.Name, out var plugin) && !plugin.IsLost && plugin.Address == address)
            return plugin;
        var client = new PluginClient(address, time, report);
        try
        {
            var manifest = await client.CallAsync(Handshake, null, PluginJson.Default.PluginManifest, PluginJson.Default.PluginManifest, limit, retry, cancellation);
            return known[address.Name] = new Plugin(address, client, manifest.Implements ?? []);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
