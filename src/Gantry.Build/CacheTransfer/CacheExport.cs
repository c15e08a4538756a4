using System.Text.Json;

using Gantry.Build.Exporters;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Build.CacheTransfer;

/// <summary>Takes what a build's steps came to outside, for other builders.</summary>
internal sealed class CacheExport(StepHost host, ExportRequest request, CacheLocation location, IBuildProgress progress)
{
    private readonly ExportOptions _options = new(location.Attributes);

    /// <summary>Does it.</summary>
    /// <returns>What the client is told: <c>cache.manifest</c>, the manifest's descriptor.</returns>
    /// <exception cref="GantryException">It cannot be done, and the client wants to know.</exception>
    public async Task<IReadOnlyDictionary<string, string>> RunAsync(CancellationToken cancellation)
    {
        var place = await CachePlaces.ForExportAsync(host, request.Session, location, cancellation);
        var isOci = _options.Switch("oci-mediatypes", otherwise: true);
        var isManifest = _options.Switch("image-manifest", otherwise: isOci);
        if (isManifest && !isOci) throw new GantryException(ErrorKind.Invalid, "invalid configuration for remote cache, OCI mediatypes are required for image-manifest cache format");
        try
        {
            return await ExportProgress.StepAsync(progress, $"exporting cache to {(location.Type == "local" ? "client directory" : location.Type)}", shown => WriteAsync(place, isOci, isManifest, shown, cancellation));
        }
        catch (GantryException) when (_options.Switch("ignore-error"))
        {
            return new Dictionary<string, string>(); // the step that failed is shown; the build has what it wanted
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> WriteAsync(ICachePlace place, bool isOci, bool isManifest, ExportProgress shown, CancellationToken cancellation)
    {
        using var lease = host.Store.Leases.Take();
        var made = new List<Digest>();
        try
        {
            var (steps, blobs) = await shown.PartAsync("preparing build cache for export", () => PackAsync(lease, isOci, cancellation));
            made.AddRange(blobs.Values.Select(b => b.Digest));
            if (steps.Count == 0)
            {
                shown.Part("skipping cache export for empty result");
                return new Dictionary<string, string>();
            }

            var writer = new CacheDocumentWriter();
            var document = writer.Write(steps, layer => blobs[layer.DiffId]);
            foreach (var blob in writer.Layers.Select(l => blobs[l.DiffId]).DistinctBy(b => b.Digest))
                await shown.PartAsync($"writing layer {blob.Digest}", () => PutAsync(place, blob, () => host.Store.Content.OpenStream(blob.Digest), cancellation));
            var content = JsonSerializer.SerializeToUtf8Bytes(document, CacheJson.Default.CacheDocument);
            var config = new Descriptor { MediaType = CacheDocument.MediaType, Digest = Digest.Of(content), Size = content.Length };
            await shown.PartAsync($"writing config {config.Digest}", () => PutAsync(place, config, () => new MemoryStream(content), cancellation));
            return await ManifestAsync(place, isOci, isManifest, config, [.. document.Layers.Select(l => blobs.Values.First(b => b.Digest == l.Blob))], shown, cancellation);
        }
        finally
        {
            lease.Dispose();
            host.Store.Discard(made);
        }
    }

    private async Task<(IReadOnlyList<StepRecord> Steps, IReadOnlyDictionary<Digest, Descriptor> Blobs)> PackAsync(Lease lease, bool isOci, CancellationToken cancellation)
    {
        var references = BuiltReference.Of(request.Result);
        var results = new List<IReadOnlyList<TreeLayer>>();
        foreach (var reference in references)
            if (await reference.FilesAsync(cancellation) is LayeredFiles files) results.Add(files.Layers);
        var steps = CacheDocumentWriter.Choose([.. references.SelectMany(r => r.Trace.All).DistinctBy(s => s.Key)], _options.Text("mode"), results);
        host.Store.Steps.Flush();
        var blobs = new Dictionary<Digest, Descriptor>();
        foreach (var layer in steps.SelectMany(s => s.Layers))
        {
            if (blobs.ContainsKey(layer.DiffId)) continue;
            var blob = await host.Store.PackAsync(layer, _options.Form, lease, cancellation);
            blobs[layer.DiffId] = isOci ? blob : blob with { MediaType = Storage.Images.Pushes.LayerForm.MediaTypeOf(Storage.Images.Pushes.LayerForm.PackingOf(blob.MediaType), isOci: false) };
        }

        return (steps, blobs);
    }

    private static async Task<IReadOnlyDictionary<string, string>> ManifestAsync(
        ICachePlace place, bool isOci, bool isManifest, Descriptor config, IReadOnlyList<Descriptor> layers, ExportProgress shown, CancellationToken cancellation)
    {
        var mediaType = isManifest ? MediaTypes.OciManifest : isOci ? MediaTypes.OciIndex : MediaTypes.DockerList;
        var content = isManifest
            ? JsonSerializer.SerializeToUtf8Bytes(new Manifest { MediaType = mediaType, Config = config, Layers = layers }, OciJson.Plain.Manifest)
            : JsonSerializer.SerializeToUtf8Bytes(new ImageIndex { MediaType = mediaType, Manifests = [.. layers, config] }, OciJson.Plain.ImageIndex);
        var manifest = new Descriptor { MediaType = mediaType, Digest = Digest.Of(content), Size = content.Length };
        await shown.PartAsync($"writing cache {(isManifest ? "image " : "")}manifest {manifest.Digest}", async () =>
        {
            await place.PutManifestAsync(manifest, content, cancellation);
            return true;
        });
        return new Dictionary<string, string> { ["cache.manifest"] = JsonSerializer.Serialize(manifest, OciJson.Plain.Descriptor) };
    }

    private static async Task<bool> PutAsync(ICachePlace place, Descriptor blob, Func<Stream> open, CancellationToken cancellation)
    {
        await place.PutAsync(blob, open, cancellation);
        return true;
    }
}
