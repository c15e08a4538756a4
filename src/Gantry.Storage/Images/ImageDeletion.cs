namespace Gantry.Storage.Images;

/// <summary>One line of what a removal did: exactly one member is set.</summary>
/// <param name="Untagged">The name that was taken away.</param>
/// <param name="Deleted">The image (its id) or the layer (its chain id) that is gone.</param>
public sealed record ImageDeletion(string? Untagged, string? Deleted);
