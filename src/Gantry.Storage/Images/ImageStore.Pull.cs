using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Images.Pulls;
using Gantry.Storage.Images.Transfers;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    private readonly KeyedGates<Digest> _incoming = new();

    /// <summary>Brings in an image that is elsewhere. Everything is verified; what fails leaves nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="progress">Told about layers, on any thread.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The image's id, and whether anything is new: the image or one of its names.</returns>
    /// <exception cref="GantryException">Invalid: a part is not what another one promised; Unavailable: the disk is full.</exception>
    public async Task<(Digest Id, bool IsNew)> PullAsync(ForeignImage image, Action<LayerProgress> progress, CancellationToken cancellation)
    {
        var manifest = ImageParts.Manifest(image.ManifestContent);
        var config = ImageParts.Config(image.Config);
        var diffIds = config.RootFs.DiffIds ?? [];
        if (manifest.Layers.Count != diffIds.Count)
            throw new GantryException(ErrorKind.Invalid, $"invalid manifest, layers length mismatch: expected {manifest.Layers.Count}, got {diffIds.Count}");
        if (config.Os != "linux") throw new GantryException(ErrorKind.Invalid, $"image operating system \"{config.Os}\" cannot be used on this platform: operating system is not supported");
        if (manifest.Layers.FirstOrDefault(l => l.Size < 0 || l.Digest.IsEmpty) is not null) throw new GantryException(ErrorKind.Invalid, "invalid manifest: a layer has no digest or no size");

        var id = manifest.Config.Digest;
        List<Digest> chain = [];
        foreach (var diffId in diffIds) chain.Add(ChainId.Of(chain.Count == 0 ? default : chain[^1], diffId));
        var lease = Leases.Take();
        try
        {
            lease.Hold(image.Manifest.Digest);
            lease.Hold(id);
            // An image that is here already only gets the names, whatever form its layers have elsewhere.
            lock (_writing)
                if (_catalog.Images.TryGetValue(id, out var known)) return (id, AddNames(known.Document));
            await new ImagePull(Content, Snapshots, _incoming, image, lease, progress).RunAsync(manifest.Layers, diffIds, cancellation);
            Content.Add(image.Config);
            Content.Add(image.ManifestContent);
            lock (_writing) return (id, AddNames(new ImageDocument { Id = id, Manifest = image.Manifest }));
        }
        finally
        {
            lease.Dispose();
            // After a failure everything that came; else the documents of an image that was here with others.
            lock (_writing) _collector.Collect(_catalog, [image.Manifest.Digest, id, .. manifest.Layers.Select(l => l.Digest)], chain);
        }

        bool AddNames(ImageDocument document)
        {
            var isNew = !_catalog.Images.ContainsKey(id) || image.Names.Any(n => _catalog.Names.GetValueOrDefault(n.Canonical)?.Image != id);
            if (isNew) Register(document, image.Names, isTagged: false);
            return isNew;
        }
    }
}
