namespace Gantry.Cli.Client;

internal sealed partial class EngineClient
{
    public async Task<IReadOnlyList<VolumeDetails>> VolumesAsync(string filters, CancellationToken cancellation) =>
        (await GetAsync("/volumes" + Query.Of(("filters", filters)), ClientJson.Default.VolumeList, cancellation)).Volumes ?? [];

    public Task CreateVolumeAsync(CreateVolume body, CancellationToken cancellation) =>
        PostAsync("/volumes/create", body, ClientJson.Default.CreateVolume, cancellation);

    public Task RemoveVolumeAsync(string volume, bool force, CancellationToken cancellation) =>
        DeleteAsync($"/volumes/{Query.Escape(volume)}" + Query.Of(("force", Flag(force))), cancellation);
}
