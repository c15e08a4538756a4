using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>An image with what it keeps alive.</summary>
/// <param name="Document">Its record on disk.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Blobs">Its blobs: manifest, configuration, layers as they came.</param>
/// <param name="Chain">The chain ids of its layers, base first.</param>
/// <param name="Size">The unpacked layers' size in bytes.</param>
internal sealed record StoredImage(ImageDocument Document, ImageConfig Config, IReadOnlyList<Digest> Blobs, IReadOnlyList<Digest> Chain, long Size)
{
    public Digest Id => Document.Id;

    public Digest ChainId => Chain.Count == 0 ? default : Chain[^1];

    /// <summary>Whether one of its layers came as this blob and is unpacked under this chain id.</summary>
    public bool Has(Digest chainId, Digest blob)
    {
        const int Documents = 2;
        for (var i = 0; i < Chain.Count; i++)
            if (Chain[i] == chainId && Blobs[i + Documents] == blob)
                return true;
        return false;
    }
}
