using Gantry.Linux.Files;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;
using Gantry.Storage.Images.Archives;
using Gantry.Storage.Images.Pulls;
using Gantry.Storage.Images.Pushes;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>Has a layer in a form; where it is not stored in it, it is made and stored.</summary>
    /// <param name="layer">The layer; its blob is here.</param>
    /// <param name="form">The form.</param>
    /// <param name="lease">Keeps what it finds or makes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The blob, under OCI's media type.</returns>
    /// <exception cref="GantryException">NotFound: the layer's blob; Unavailable: the disk is full.</exception>
    public async Task<Descriptor> PackAsync(TreeLayer layer, LayerForm form, Lease lease, CancellationToken cancellation)
    {
        var stored = LayerForm.PackingOf(layer.Blob.MediaType);
        var isUsual = stored == LayerPacking.Plain && form is { Packing: LayerPacking.Gzip, Level: null };
        var known = stored == form.Packing || (stored != LayerPacking.Plain && !form.IsForced) ? layer.Blob
            : isUsual ? CompressedForms.Find(layer.DiffId)
            : null;
        if (known is not null)
        {
            lease.Hold(known.Digest);
            if (Content.Contains(known.Digest)) return Described(known.Digest, known.Size, LayerForm.PackingOf(known.MediaType));
        }

        await using var plain = await Decompression.OpenAsync(Content.OpenStream(layer.Blob.Digest), cancellation);
        using var blob = Content.Begin();
        await using (var to = new BlobStream(blob)) await LayerCompressor.WriteAsync(plain, to, form, _ => { }, cancellation);
        var digest = blob.Finish();
        lease.Hold(digest);
        blob.Publish(digest, durable: false); // a copy of what is here: lost, it is made again
        if (isUsual) CompressedForms.Add(layer.DiffId, Described(digest, blob.Length, form.Packing) with { MediaType = MediaTypes.DockerLayerGzip });
        return Described(digest, blob.Length, form.Packing);

        static Descriptor Described(Digest digest, long size, LayerPacking packing) =>
            new() { MediaType = LayerForm.MediaTypeOf(packing, isOci: true), Digest = digest, Size = size };
    }

    /// <summary>Writes a layer again with no file later than a time.</summary>
    /// <param name="layer">The layer; its blob is here.</param>
    /// <param name="latest">What later times become.</param>
    /// <param name="lease">Keeps the new blob.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The layer with its new blob, which is not unpacked.</returns>
    /// <exception cref="GantryException">NotFound: the layer's blob; Unavailable: the disk is full.</exception>
    public async Task<TreeLayer> LimitTimesAsync(TreeLayer layer, DateTimeOffset latest, Lease lease, CancellationToken cancellation)
    {
        await using var plain = await Decompression.OpenAsync(Content.OpenStream(layer.Blob.Digest), cancellation);
        using var blob = Content.Begin();
        await using var output = new BlobStream(blob);
        await ChunkPump.RunAsync(
            plain,
            ring =>
            {
                LayerTimes.Limit(new TarReader(ring), new FileTime(latest.ToUnixTimeSeconds(), 0), output, cancellation);
                return true;
            },
            cancellation);
        var digest = blob.Finish();
        lease.Hold(digest);
        blob.Publish(digest, durable: false); // a copy of what is here: lost, it is made again
        return layer with { DiffId = digest, Blob = new Descriptor { MediaType = MediaTypes.OciLayer, Digest = digest, Size = blob.Length } };
    }

    /// <summary>Unpacks layers whose blobs are here, where that has not been done.</summary>
    /// <param name="layers">The layers, base first.</param>
    /// <param name="lease">Keeps them.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">Unavailable: the disk is full.</exception>
    public Task UnpackLayersAsync(IReadOnlyList<TreeLayer> layers, Lease lease, CancellationToken cancellation) => PullLayersAsync(
        layers,
        (blob, from, _) =>
        {
            var stream = Content.OpenStream(blob.Digest);
            stream.Position = from;
            return Task.FromResult<Stream>(stream);
        },
        lease,
        cancellation);

    /// <summary>Brings in layers that are elsewhere, on top of each other. Everything is verified.</summary>
    /// <param name="layers">The layers, base first.</param>
    /// <param name="open">Opens a blob as it is there, from a byte on; it need not be verified.</param>
    /// <param name="lease">Keeps them.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">Invalid: a layer is not what was promised; Unavailable: the disk is full.</exception>
    public Task PullLayersAsync(IReadOnlyList<TreeLayer> layers, Func<Descriptor, long, CancellationToken, Task<Stream>> open, Lease lease, CancellationToken cancellation)
    {
        const int parallel = 3;
        var source = new ForeignImage(new Descriptor(), [], [], [], open, parallel);
        return new ImagePull(Content, Snapshots, _incoming, source, lease, _ => { }).RunAsync([.. layers.Select(l => l.Blob)], [.. layers.Select(l => l.DiffId)], cancellation);
    }

    /// <summary>Writes blobs and documents as an archive, an OCI layout for example.</summary>
    /// <param name="blobs">The blobs; somebody must hold them.</param>
    /// <param name="documents">What stands beside them, by name.</param>
    /// <param name="archive">Where the archive goes.</param>
    /// <param name="cancellation">Stops writing.</param>
    public async Task WriteArchiveAsync(IEnumerable<Digest> blobs, IEnumerable<KeyValuePair<string, byte[]>> documents, Stream archive, CancellationToken cancellation)
    {
        using var writer = new ArchiveWriter(Content, archive);
        await writer.BlobsAsync(blobs, cancellation);
        foreach (var (name, bytes) in documents) await writer.DocumentAsync(name, bytes, cancellation);
        await writer.EndAsync(cancellation);
    }

    /// <summary>Removes those of some blobs that nothing needs.</summary>
    /// <param name="blobs">The blobs.</param>
    public void Discard(IReadOnlyCollection<Digest> blobs)
    {
        lock (_writing) _collector.Collect(_catalog, blobs);
    }
}
