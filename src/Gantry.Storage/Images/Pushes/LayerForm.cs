using Gantry.Oci.Images;

namespace Gantry.Storage.Images.Pushes;

/// <summary>How the tar of a layer is packed.</summary>
public enum LayerPacking
{
    /// <summary>Not at all.</summary>
    Plain,

    /// <summary>Under gzip.</summary>
    Gzip,

    /// <summary>Under zstd.</summary>
    Zstd,
}

/// <summary>The form in which layers are wanted.</summary>
/// <param name="Packing">How they are packed.</param>
/// <param name="Level">How hard to try: gzip 0 to 9, zstd 1 to 22; null: the packing's usual.</param>
/// <param name="IsForced">Whether layers that came packed otherwise are packed anew; else only plain ones are.</param>
public sealed record LayerForm(LayerPacking Packing, int? Level = null, bool IsForced = false)
{
    /// <summary>What most registries hold.</summary>
    public static LayerForm Usual { get; } = new(LayerPacking.Gzip);

    /// <summary>How a media type says a layer is packed.</summary>
    /// <param name="mediaType">OCI's or Docker's.</param>
    public static LayerPacking PackingOf(string mediaType) =>
        mediaType.EndsWith("gzip", StringComparison.Ordinal) ? LayerPacking.Gzip
        : mediaType.EndsWith("zstd", StringComparison.Ordinal) ? LayerPacking.Zstd
        : LayerPacking.Plain;

    /// <summary>The media type of a packed layer.</summary>
    /// <param name="packing">How it is packed.</param>
    /// <param name="isOci">Whether OCI's name is wanted, or Docker's; for zstd there is only OCI's.</param>
    public static string MediaTypeOf(LayerPacking packing, bool isOci) => packing switch
    {
        LayerPacking.Gzip => isOci ? MediaTypes.OciLayerGzip : MediaTypes.DockerLayerGzip,
        LayerPacking.Zstd => MediaTypes.OciLayerZstd,
        _ => isOci ? MediaTypes.OciLayer : MediaTypes.DockerLayer,
    };
}
