using Gantry.Storage.Images;

namespace Gantry.Engine.Images;

/// <summary>What a pruning removed.</summary>
/// <param name="Removed">Names, images and layers.</param>
/// <param name="ReclaimedBytes">What the layers took.</param>
public sealed record ImagePruning(IReadOnlyList<ImageDeletion> Removed, long ReclaimedBytes);
