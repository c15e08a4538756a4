using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;
using Gantry.Storage.Images;
using Gantry.Storage.Leases;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Checks;

/// <summary>Reads all that images are made of and compares it with its name: each blob with its digest, each layer's tree with the blob it was unpacked
/// from. A damaged tree is unpacked again; a damaged blob is fetched again.</summary>
internal sealed class StoreCheck(ContentStore content, OverlaySnapshotter snapshots, ImageCatalog catalog, LeaseBook leases, CheckRequest request, ICheckReport report)
{
    private readonly HashSet<Digest> _unreadable = [];
    private int _number, _total;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var lease = leases.Take();
        foreach (var image in catalog.Images.Values)
            foreach (var part in image.Blobs.Concat(image.Chain)) lease.Hold(part);
        var blobs = catalog.Images.Values.SelectMany(Blobs).GroupBy(b => b.Descriptor.Digest).ToList();
        var layers = catalog.Images.Values.SelectMany(Layers).GroupBy(l => l.ChainId).ToList();
        _total = blobs.Count + layers.Count;
        foreach (var uses in blobs) await BlobAsync(uses.First(), [.. uses.Select(u => u.Image).Distinct()], cancellation);
        foreach (var uses in layers) await LayerAsync(uses.First(), [.. uses.Select(u => u.Image).Distinct()], cancellation);
    }

    private static IEnumerable<(Descriptor Descriptor, StoredImage Image)> Blobs(StoredImage image)
    {
        yield return (image.Document.Manifest, image);
        yield return (new Descriptor { Digest = image.Id, MediaType = MediaTypes.OciConfig }, image);
        foreach (var layer in image.Blobs.Skip(2)) yield return (new Descriptor { Digest = layer, MediaType = MediaTypes.OciLayer }, image);
    }

    private static IEnumerable<(Digest ChainId, Digest DiffId, Digest Blob, StoredImage Image)> Layers(StoredImage image) =>
        image.Chain.Select((chainId, i) => (chainId, image.Config.RootFs.DiffIds![i], image.Blobs[2 + i], image));

    private async Task BlobAsync((Descriptor Descriptor, StoredImage Image) blob, IReadOnlyList<StoredImage> images, CancellationToken cancellation)
    {
        var digest = blob.Descriptor.Digest;
        report.At($"blob {digest}", ++_number, _total);
        if (Fault(digest, cancellation) is not { } fault) return;
        var note = "";
        var isRepaired = request.Repair && await RefetchAsync(blob.Descriptor, images, n => note = n, cancellation);
        if (!isRepaired)
        {
            _unreadable.Add(digest);
            if (note.Length == 0) note = "remove the images that need it and pull, load or build them again";
        }

        report.Found(new Finding($"blob {digest}", fault, Names(images), isRepaired, note));
    }

    /// <summary>What is wrong with a blob; null: nothing.</summary>
    private string? Fault(Digest digest, CancellationToken cancellation)
    {
        try
        {
            using var file = content.OpenStream(digest);
            using var hash = new ContentHash(digest.Algorithm);
            var buffer = new byte[512 * 1024];
            while (file.Read(buffer) is > 0 and var length)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.Append(buffer.AsSpan(0, length));
            }

            var found = hash.Finish();
            return found == digest ? null : $"its content has the digest {found}";
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
        {
            return "it is missing";
        }
        catch (IOException e)
        {
            return $"it cannot be read: {e.Message}";
        }
    }

    private async Task<bool> RefetchAsync(Descriptor blob, IReadOnlyList<StoredImage> images, Action<string> note, CancellationToken cancellation)
    {
        var names = images.SelectMany(i => catalog.NamesOf(i.Id)).Where(n => !n.Digest.IsEmpty).Select(n => n.Canonical).Distinct().ToList();
        if (names.Count == 0) return false; // it came from no registry
        try
        {
            await using var source = await request.Fetch(names, blob, cancellation);
            if (source is null) return false;
            using var writer = content.Begin(blob.Digest.Algorithm);
            var space = new SpaceGuard(content.Handle, "the data root");
            var buffer = new byte[256 * 1024];
            while (await source.ReadAsync(buffer, cancellation) is > 0 and var length)
            {
                space.Count(length, 0);
                writer.Write(buffer.AsSpan(0, length));
            }

            writer.Publish(blob.Digest, durable: true, replaces: true);
            note("fetched again from its registry");
            return true;
        }
        catch (Exception e) when (e is GantryException or IOException)
        {
            note($"it cannot be fetched again: {e.Message}");
            return false;
        }
    }

    private async Task LayerAsync((Digest ChainId, Digest DiffId, Digest Blob, StoredImage Image) layer, IReadOnlyList<StoredImage> images, CancellationToken cancellation)
    {
        report.At($"layer {layer.ChainId}", ++_number, _total);
        if (_unreadable.Contains(layer.Blob) || snapshots.FindLayer(layer.ChainId) is not { } known) return; // the first was told; the second went with its image
        using var draft = snapshots.NewLayer();
        var (fault, isBlob) = Difference(known, layer.Blob, layer.DiffId, draft, cancellation);
        if (fault is null) return;
        var (isRepaired, note) = isBlob ? (false, "remove the images that need it and get them again from somebody else")
            : request.Repair ? await ReplaceAsync(known, draft, cancellation)
            : (false, "can be unpacked again from its blob");
        report.Found(new Finding($"layer {layer.ChainId}", fault, Names(images), isRepaired, note));
    }

    private (string? Fault, bool IsBlob) Difference(Layer layer, Digest blob, Digest diffId, LayerDraft draft, CancellationToken cancellation)
    {
        using var chunks = new LayerChunks(content, blob, isHashed: true, progress: null);
        LayerApplier.Apply(draft.Tree, new TarReader(chunks), new SpaceGuard(content.Handle, "the data root"), cancellation);
        if (chunks.Digest != diffId) return ($"its blob {blob} unpacks to {chunks.Digest}, not to {diffId}", true);
        try
        {
            using var tree = snapshots.OpenLayer(layer);
            return (TreeComparison.Difference(tree, draft.Tree, cancellation), false);
        }
        catch (Exception e) when (e is KernelException or IOException)
        {
            return (e.Message, false);
        }
    }

    private async Task<(bool IsRepaired, string Note)> ReplaceAsync(Layer layer, LayerDraft draft, CancellationToken cancellation)
    {
        using var still = await request.Keep(layer.ChainId, cancellation);
        if (still.Running is { } running) return (false, $"container {running} runs on it: stop it and check again");
        snapshots.Replace(layer, draft);
        return (true, "unpacked again from its blob");
    }

    private IReadOnlyList<string> Names(IEnumerable<StoredImage> images) =>
        [.. images.Select(i => catalog.Describe(i)).Select(i => i.Names.Concat(i.Digests).FirstOrDefault() ?? i.Id.Short).Order(StringComparer.Ordinal)];
}
