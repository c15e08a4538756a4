using Gantry.Linux.Files;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;
using Gantry.Storage.Images.Archives;
using Gantry.Storage.Leases;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>Loads the images of a Docker archive or an OCI layout, plain or compressed.</summary>
    /// <param name="archive">The archive; read to its end.</param>
    /// <param name="platform">Which images to take, and of those for several platforms which one; null: all, for this machine.</param>
    /// <param name="progress">Told about new layers; may be null.</param>
    /// <param name="cancellation">Gives up; images completed before stay.</param>
    /// <exception cref="GantryException">Invalid: the archive; Unavailable: the disk is full.</exception>
    public async Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, Platform? platform, IProgress<LoadProgress>? progress, CancellationToken cancellation)
    {
        var lease = Leases.Take();
        LoadedArchive? complete = null;
        try
        {
            var files = await ReadAsync(archive, lease, cancellation);
            var images = await Task.Run(() => Make(files, platform, lease, progress, cancellation), cancellation);
            complete = files;
            return images;
        }
        finally
        {
            lease.Dispose();
            lock (_writing)
            {
                // What the archive brought beside its images; after a failure, whatever it left anywhere.
                if (complete is not null) _collector.Collect(_catalog, complete.Blobs);
                else _collector.CollectAll(_catalog);
            }
        }
    }

    private async Task<LoadedArchive> ReadAsync(Stream archive, Lease lease, CancellationToken cancellation)
    {
        await using var plain = await Decompression.OpenAsync(archive, cancellation);
        var space = new SpaceGuard(Content.Handle, "the data root");
        return await ChunkPump.RunAsync(plain, ring => LoadedArchive.Read(ring, Content, lease, space, cancellation), cancellation);
    }

    private List<LoadedImage> Make(LoadedArchive files, Platform? platform, Lease lease, IProgress<LoadProgress>? progress, CancellationToken cancellation)
    {
        var plan = new ArchiveContents(files, Content, lease, platform).Plan();
        var loaded = new List<LoadedImage>();
        var layers = new LayerUnpacker(Content, Snapshots, (chainId, blob) => _catalog.Images.Values.Any(i => i.Has(chainId, blob)), progress);
        foreach (var image in plan.Where(image => platform is null || (image.Config.Os == platform.Os && image.Config.Architecture == platform.Architecture)))
        {
            layers.Unpack(image, lease, cancellation);
            var manifest = image.Manifest ?? NewManifest(image, lease);
            if (layers.HasNewContent || !_catalog.Images.ContainsKey(image.Id)) OpenFile.SynchronizeFileSystem(Content.Handle, "the data root");
            var parent = _catalog.Images.ContainsKey(image.Parent) ? image.Parent : default;
            var replaced = Register(new ImageDocument { Id = image.Id, Manifest = manifest, Parent = parent }, image.Names, isTagged: false);
            loaded.Add(new LoadedImage(
                image.Id,
                [.. image.Names.Select(n => n.Familiar)],
                [.. replaced.Select(r => new ReplacedName(r.Reference.Familiar, r.Image))]));
        }

        return loaded;
    }

    private Descriptor NewManifest(PlannedImage image, Lease lease)
    {
        var manifest = ImageParts.Bytes(new Manifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = image.Id, Size = Content.Size(image.Id) ?? 0 },
            Layers = [.. image.Layers.Select(l => new Descriptor { MediaType = LayerUnpacker.MediaTypeOf(Content, l), Digest = l, Size = Content.Size(l) ?? 0 })],
        });
        var digest = Digest.Of(manifest);
        lease.Hold(digest);
        Content.Add(manifest);
        return new Descriptor { MediaType = MediaTypes.OciManifest, Digest = digest, Size = manifest.Length };
    }
}
