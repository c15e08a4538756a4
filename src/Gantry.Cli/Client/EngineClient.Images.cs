namespace Gantry.Cli.Client;

internal sealed partial class EngineClient
{
    public Task<ImageDetails> ImageAsync(string image, CancellationToken cancellation) =>
        GetAsync($"/images/{Query.Escape(image)}/json", ClientJson.Default.ImageDetails, cancellation);

    public Task<List<ImageSummary>> ImagesAsync(string filters, CancellationToken cancellation) =>
        GetAsync("/images/json" + Query.Of(("filters", filters)), ClientJson.Default.ListImageSummary, cancellation);

    public Task RemoveImageAsync(string image, CancellationToken cancellation) => DeleteAsync($"/images/{Query.Escape(image)}", cancellation);
}
