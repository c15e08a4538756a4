using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;
using Gantry.Storage.Images.Archives;
using Gantry.Storage.Leases;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Images;

/// <summary>Unpacks layers that are in the content store, unless they are unpacked already.</summary>
/// <param name="content">Where the layers are as they came.</param>
/// <param name="snapshots">Where they are unpacked.</param>
/// <param name="isKnown">Whether an image that is here has a chain id of a blob, so that both were compared when they came.</param>
/// <param name="progress">Told about new layers; may be null.</param>
internal sealed class LayerUnpacker(ContentStore content, OverlaySnapshotter snapshots, Func<Digest, Digest, bool> isKnown, IProgress<LoadProgress>? progress)
{
    /// <summary>Whether anything was unpacked.</summary>
    public bool HasNewContent { get; private set; }

    /// <summary>Unpacks an image's layers.</summary>
    /// <exception cref="GantryException">Invalid: a layer is not what the configuration says.</exception>
    public void Unpack(PlannedImage image, Lease lease, CancellationToken cancellation)
    {
        Digest parent = default;
        var diffIds = image.Config.RootFs.DiffIds ?? [];
        for (var i = 0; i < diffIds.Count; i++)
        {
            var chainId = ChainId.Of(parent, diffIds[i]);
            lease.Hold(chainId);
            if (snapshots.FindLayer(chainId) is null) Unpack(image.Layers[i], parent, diffIds[i], i, cancellation);
            else if (image.Layers[i] != diffIds[i] && !isKnown(chainId, image.Layers[i])) Check(Hash(image.Layers[i], cancellation), diffIds[i], i);
            parent = chainId;
        }
    }

    /// <summary>The media type of a layer, by its first bytes.</summary>
    public static string MediaTypeOf(ContentStore content, Digest layer)
    {
        using var file = content.Open(layer);
        Span<byte> head = stackalloc byte[4];
        return head[..RandomAccess.Read(file, head, 0)] switch
        {
            [0x1F, 0x8B, ..] => MediaTypes.OciLayerGzip,
            [0x28, 0xB5, 0x2F, 0xFD] => MediaTypes.OciLayerZstd,
            _ => MediaTypes.OciLayer,
        };
    }

    private static void Check(Digest found, Digest expected, int index)
    {
        if (found != expected)
            throw new GantryException(ErrorKind.Invalid, $"invalid diffID for layer {index}: expected \"{expected}\", got \"{found}\"");
    }

    private Digest Hash(Digest layer, CancellationToken cancellation)
    {
        using var chunks = new LayerChunks(content, layer, isHashed: true, progress: null);
        do cancellation.ThrowIfCancellationRequested();
        while (!chunks.Next().IsEmpty);
        return chunks.Digest;
    }

    private void Unpack(Digest layer, Digest parent, Digest diffId, int index, CancellationToken cancellation)
    {
        // A blob named by the uncompressed digest was verified when it came in.
        var isPlain = layer == diffId;
        using var draft = snapshots.NewLayer();
        using var chunks = new LayerChunks(content, layer, !isPlain, progress is null ? null : Report);
        var space = new SpaceGuard(content.Handle, "the data root");
        var usage = LayerApplier.Apply(draft.Tree, new TarReader(chunks), space, cancellation);
        if (!isPlain) Check(chunks.Digest, diffId, index);
        draft.Commit(parent, diffId, usage);
        HasNewContent = true;

        void Report(long current, long total) => progress!.Report(new LoadProgress(diffId.Short, "Loading layer", current, total));
    }
}
