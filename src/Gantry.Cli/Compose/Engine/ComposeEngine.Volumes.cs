using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

using CreateVolume = Gantry.Cli.Client.CreateVolume;

namespace Gantry.Cli.Compose.Engine;

internal sealed partial class ComposeEngine
{
    public async Task<IReadOnlyList<ObservedVolume>> ListVolumesAsync(CancellationToken cancellation) =>
        [.. (await Client.VolumesAsync("", cancellation)).Select(volume => new ObservedVolume(volume.Name, volume.Labels ?? []))];

    public Task CreateVolumeAsync(VolumeOrder order, CancellationToken cancellation) =>
        Client.CreateVolumeAsync(new CreateVolume(order.Name, order.Driver, order.Options, order.Labels), cancellation);

    public Task RemoveVolumeAsync(string name, CancellationToken cancellation) => Client.RemoveVolumeAsync(name, force: true, cancellation);
}
