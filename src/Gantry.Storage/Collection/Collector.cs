using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Images;
using Gantry.Storage.Images.Pushes;
using Gantry.Storage.Leases;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Collection;

/// <summary>Removes blobs and layers that no image, no container and no lease needs.</summary>
internal sealed class Collector(ContentStore content, OverlaySnapshotter snapshots, LeaseBook leases, CompressedForms forms)
{
    /// <summary>Removes what a removed image alone needed.</summary>
    /// <param name="catalog">The images that are left.</param>
    /// <param name="removed">The image that is gone.</param>
    /// <returns>The chain ids of the removed layers, topmost first.</returns>
    public IReadOnlyList<Digest> Collect(ImageCatalog catalog, StoredImage removed) =>
        Collect(catalog, removed.Blobs, removed.Chain.Reverse());

    /// <summary>Removes those of some blobs that nothing needs.</summary>
    public void Collect(ImageCatalog catalog, IReadOnlyCollection<Digest> blobs) => Collect(catalog, blobs, []);

    /// <summary>Removes those of some blobs and layers that nothing needs.</summary>
    /// <param name="catalog">The images.</param>
    /// <param name="blobs">The blobs.</param>
    /// <param name="chain">The layers' chain ids, base first.</param>
    public void Collect(ImageCatalog catalog, IReadOnlyCollection<Digest> blobs, IReadOnlyList<Digest> chain) => Collect(catalog, blobs, chain.Reverse());

    /// <summary>Removes everything that nothing needs.</summary>
    public void CollectAll(ImageCatalog catalog) =>
        Collect(catalog, [.. content.All()], snapshots.Layers.OrderByDescending(l => l.Lower.Count(c => c == ':')).Select(l => l.ChainId));

    /// <summary>The blobs and layers that nothing needs: none, but for the moment between an image's end and its parts'.</summary>
    public IReadOnlyList<Digest> Unneeded(ImageCatalog catalog)
    {
        var (neededBlobs, neededLayers) = Needed(catalog);
        var found = new List<Digest>();
        leases.Decide(isHeld => found.AddRange(
            content.All().Where(b => !neededBlobs.Contains(b)).Concat(snapshots.Layers.Select(l => l.ChainId).Where(l => !neededLayers.Contains(l))).Where(d => !isHeld(d))));
        return found;
    }

    private (HashSet<Digest> Blobs, HashSet<Digest> Layers) Needed(ImageCatalog catalog)
    {
        var blobs = catalog.Images.Values.SelectMany(i => i.Blobs).ToHashSet();
        var layers = catalog.Images.Values.SelectMany(i => i.Chain).ToHashSet();
        foreach (var inUse in snapshots.LayersInUse())
            for (var layer = snapshots.FindLayer(inUse); layer is not null; layer = snapshots.FindLayer(layer.Parent)) layers.Add(layer.ChainId);
        return (blobs, layers);
    }

    private List<Digest> Collect(ImageCatalog catalog, IReadOnlyCollection<Digest> blobs, IEnumerable<Digest> layers)
    {
        var (neededBlobs, neededLayers) = Needed(catalog);
        var removed = new List<Digest>();
        leases.Decide(isHeld =>
        {
            foreach (var blob in blobs)
            {
                if (neededBlobs.Contains(blob) || isHeld(blob)) continue;
                snapshots.Discard(content.PathOf(blob));
                forms.Forget(blob); // a layer that is stored plain is its own blob
            }

            foreach (var layer in layers)
            {
                if (neededLayers.Contains(layer) || isHeld(layer) || !snapshots.TryRemoveLayer(layer)) continue;
                removed.Add(layer);
            }
        });
        return removed;
    }
}
