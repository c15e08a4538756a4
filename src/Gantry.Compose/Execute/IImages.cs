using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Compose.Execute;

/// <summary>Images of an engine.</summary>
public interface IImages
{
    /// <summary>An image by its name; null if it is not there.</summary>
    Task<ObservedImage?> FindImageAsync(string name, CancellationToken cancellation);

    /// <summary>The images that were built for a project: a name of each, and the service.</summary>
    Task<IReadOnlyList<(string Name, string Service)>> ListBuiltImagesAsync(string project, CancellationToken cancellation);

    /// <summary>Fetches an image from its registry.</summary>
    /// <param name="order">Which.</param>
    /// <param name="progress">Takes how it goes.</param>
    /// <param name="cancellation">Ends the transfer.</param>
    Task PullImageAsync(PullOrder order, Action<ProgressEvent> progress, CancellationToken cancellation);

    /// <summary>Removes an image's name, and the image if that was its last.</summary>
    Task RemoveImageAsync(string name, CancellationToken cancellation);
}
