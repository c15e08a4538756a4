using System.Collections.Concurrent;

using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Compose.Execute;

public sealed partial class DryRunEngine
{
    /// <summary>Networks as they would be, by id; null: gone.</summary>
    private readonly ConcurrentDictionary<string, ObservedNetwork?> networks = new(StringComparer.Ordinal);

    /// <summary>Volumes as they would be, by name; null: gone.</summary>
    private readonly ConcurrentDictionary<string, ObservedVolume?> volumes = new(StringComparer.Ordinal);

    /// <summary>Images as they would be, by name; null: gone.</summary>
    private readonly ConcurrentDictionary<string, ObservedImage?> images = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ObservedNetwork>> ListNetworksAsync(CancellationToken cancellation) =>
        Now(await engine.ListNetworksAsync(cancellation), networks, network => network.Id);

    /// <inheritdoc/>
    public Task<string> CreateNetworkAsync(NetworkOrder order, CancellationToken cancellation)
    {
        var id = NewId();
        networks[id] = new ObservedNetwork(id, order.Name, order.Labels);
        return Task.FromResult(id);
    }

    /// <inheritdoc/>
    public async Task<int> CountNetworkUsersAsync(string id, CancellationToken cancellation)
    {
        if (networks.ContainsKey(id))
            return 0;
        var left = found.Values.Count(container => container.IsRunning && container.Networks.Contains(id) && Known(container.Id) is null or { State: "exited" });
        return Math.Max(0, await engine.CountNetworkUsersAsync(id, cancellation) - left);
    }

    /// <inheritdoc/>
    public Task RemoveNetworkAsync(string id, CancellationToken cancellation)
    {
        networks[id] = null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DisconnectAsync(string network, string container, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task ConnectAsync(string network, string container, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ObservedVolume>> ListVolumesAsync(CancellationToken cancellation) =>
        Now(await engine.ListVolumesAsync(cancellation), volumes, volume => volume.Name);

    /// <inheritdoc/>
    public Task CreateVolumeAsync(VolumeOrder order, CancellationToken cancellation)
    {
        volumes[order.Name] = new ObservedVolume(order.Name, order.Labels);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveVolumeAsync(string name, CancellationToken cancellation)
    {
        volumes[name] = null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ObservedImage?> FindImageAsync(string name, CancellationToken cancellation) =>
        images.TryGetValue(name, out var image) ? image : await engine.FindImageAsync(name, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Name, string Service)>> ListBuiltImagesAsync(string project, CancellationToken cancellation) =>
        engine.ListBuiltImagesAsync(project, cancellation);

    /// <inheritdoc/>
    public async Task PullImageAsync(PullOrder order, Action<ProgressEvent> progress, CancellationToken cancellation)
    {
        await lookUp(order.Image, cancellation);
        TakeImage(order.Image, NewId());
    }

    /// <summary>Remembers an image that would have been built.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="id">What stands for its id.</param>
    public void TakeImage(string name, string id) => images[name] = new ObservedImage(id);

    /// <inheritdoc/>
    public Task RemoveImageAsync(string name, CancellationToken cancellation)
    {
        images[name] = null;
        return Task.CompletedTask;
    }
}
