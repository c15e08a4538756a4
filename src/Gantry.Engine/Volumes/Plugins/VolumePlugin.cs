using System.Globalization;
using System.Text.Json.Serialization.Metadata;

using Gantry.Plugins;

namespace Gantry.Engine.Volumes.Plugins;

/// <summary>One plugin's methods. The limits of a call are Docker's: making and mounting may take long.</summary>
/// <param name="plugin">The plugin.</param>
internal sealed class VolumePlugin(Plugin plugin)
{
    /// <summary>What a plugin of this kind says that it implements.</summary>
    public const string Kind = "VolumeDriver";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    /// <summary>The driver's name.</summary>
    public string Name => plugin.Name;

    public Task CreateAsync(string name, SortedDictionary<string, string>? options, CancellationToken cancellation) =>
        CallAsync("Create", new CreateCall(name, options), VolumeMessages.Default.CreateCall, Long, cancellation);

    public Task RemoveAsync(string name, CancellationToken cancellation) =>
        CallAsync("Remove", new NamedCall(name), VolumeMessages.Default.NamedCall, Short, cancellation);

    /// <summary>The volume; null when the plugin has none of the name, or says why not: the reasons cannot be told apart.</summary>
    /// <exception cref="PluginException">The plugin cannot be reached.</exception>
    public async Task<Volume?> GetAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var reply = await CallAsync("Get", new NamedCall(name), VolumeMessages.Default.NamedCall, Short, cancellation);
            return reply.Volume is { } told ? Told(told, told.Name ?? name) : null;
        }
        catch (PluginException fault) when (!fault.IsUnreachable)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<Volume>> ListAsync(CancellationToken cancellation)
    {
        var reply = await CallAsync("List", new EmptyCall(), VolumeMessages.Default.EmptyCall, Short, cancellation);
        return [.. from told in reply.Volumes ?? [] where told?.Name is { Length: > 0 } select Told(told, told.Name!)];
    }

    /// <summary>Mounts a volume and gives the path it has on this host.</summary>
    public async Task<string> MountAsync(string name, string id, CancellationToken cancellation)
    {
        var reply = await CallAsync("Mount", new MountCall(name, id), VolumeMessages.Default.MountCall, Long, cancellation);
        return reply.Mountpoint is { Length: > 0 } path
            ? path
            : (await CallAsync("Path", new NamedCall(name), VolumeMessages.Default.NamedCall, Short, cancellation)).Mountpoint is { Length: > 0 } told
                ? told
                : throw new PluginException($"plugin {Name} tells no path of volume {name}", isUnreachable: false);
    }

    public Task UnmountAsync(string name, string id, CancellationToken cancellation) =>
        CallAsync("Unmount", new MountCall(name, id), VolumeMessages.Default.MountCall, Short, cancellation);

    /// <summary>The scope of its volumes: <c>local</c>, also where it does not say, or <c>global</c>.</summary>
    public async Task<string> ScopeAsync(CancellationToken cancellation)
    {
        try
        {
            var reply = await CallAsync("Capabilities", new EmptyCall(), VolumeMessages.Default.EmptyCall, Short, cancellation);
            return string.Equals(reply.Capabilities?.Scope, "global", StringComparison.OrdinalIgnoreCase) ? "global" : Volume.LocalDriver;
        }
        catch (PluginException)
        {
            return Volume.LocalDriver;
        }
    }

    private async Task<VolumeReply> CallAsync<TArguments>(
        string method, TArguments arguments, JsonTypeInfo<TArguments> type, TimeSpan limit, CancellationToken cancellation)
    {
        var reply = await plugin.CallAsync($"{Kind}.{method}", arguments, type, VolumeMessages.Default.VolumeReply, limit, cancellation);
        return reply.Err is { Length: > 0 } why ? throw new PluginException(why, isUnreachable: false) : reply;
    }

    private Volume Told(ToldVolume told, string name) => new()
    {
        Name = name,
        Driver = Name,
        Created = DateTimeOffset.TryParse(told.CreatedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.MinValue,
        Mountpoint = told.Mountpoint ?? "",
        Status = told.Status,
    };
}
