namespace Gantry.Storage.Images;

/// <summary>How far the loading of one layer is.</summary>
/// <param name="Id">The short id of the layer.</param>
/// <param name="Status">What happens, for example "Loading layer".</param>
/// <param name="Current">Bytes done.</param>
/// <param name="Total">Bytes to do.</param>
public sealed record LoadProgress(string Id, string Status, long Current, long Total);
