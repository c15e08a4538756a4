using Gantry.Oci.Images;

namespace Gantry.Storage.Images.Pulls;

/// <summary>How far a layer is.</summary>
/// <param name="Layer">The layer as it is elsewhere.</param>
/// <param name="Stage">What happens.</param>
/// <param name="Current">Bytes done.</param>
/// <param name="Total">Bytes to do.</param>
public sealed record LayerProgress(Digest Layer, LayerStage Stage, long Current = 0, long Total = 0);

/// <summary>What happens to a layer, in order.</summary>
public enum LayerStage
{
    /// <summary>It will be fetched.</summary>
    Planned,

    /// <summary>It waits for others.</summary>
    Waiting,

    /// <summary>It is fetched and unpacked.</summary>
    Downloading,

    /// <summary>It is here and is what it should be.</summary>
    Downloaded,

    /// <summary>It is unpacked and waits for the layers below.</summary>
    Extracting,

    /// <summary>It is part of this host's store.</summary>
    Complete,

    /// <summary>It was here before.</summary>
    Present,
}
