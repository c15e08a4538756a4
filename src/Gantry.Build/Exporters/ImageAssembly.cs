using System.Text.Json;

using Gantry.Build.Attestations;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Build.Exporters;

/// <summary>Makes an image of results: packs layers, writes configurations, manifests and, where there are several, an index.</summary>
/// <remarks>
/// <code>
/// index ┬→ manifest (linux/amd64) ┬→ configuration
///       │                         └→ layers, packed
///       └→ manifest (linux/arm64) …
/// </code>
/// One platform alone has no index.
/// </remarks>
internal sealed class ImageAssembly(StepHost host, Lease lease, ImageOptions options, ExportProgress progress)
{
    private readonly Dictionary<Digest, Descriptor> _blobs = [];
    private readonly Dictionary<Digest, Digest> _diffIds = [];

    /// <summary>Makes it.</summary>
    /// <param name="parts">The results, as layers.</param>
    /// <param name="isIndex">Whether an index is wanted, whatever the number of results.</param>
    /// <param name="inlineOnly">Whether what is said of images is attached where the client wants it in images alone.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<AssembledImage> RunAsync(IReadOnlyList<(ResultPart Part, IReadOnlyList<TreeLayer> Layers)> parts, bool isIndex, bool inlineOnly, CancellationToken cancellation)
    {
        var said = new List<IReadOnlyList<Claim>>();
        foreach (var (part, _) in parts) said.Add(part.Reference is { } reference ? await reference.ClaimsAsync(inlineOnly, cancellation) : []);
        if (said.Any(s => s.Count > 0)) isIndex = options.IsOci = true;
        Check(parts, isIndex);
        host.Store.Steps.Flush();
        var packed = await progress.PartAsync("exporting layers", async () =>
        {
            var all = new List<IReadOnlyList<Descriptor>>();
            foreach (var (part, layers) in parts) all.Add(await PackAsync(part, layers, cancellation));
            return all;
        });
        var manifests = new List<Descriptor>();
        Digest config = default;
        for (var index = 0; index < parts.Count; index++)
        {
            (var manifest, config) = Manifest(parts[index].Part, parts[index].Layers, packed[index]);
            manifests.Add(manifest);
        }

        var attestations = new List<Descriptor>();
        for (var index = 0; index < parts.Count; index++)
        {
            if (said[index].Count == 0) continue;
            var writer = new AttestationManifest(host.Store.Content, lease, options);
            attestations.Add(writer.Write(manifests[index], parts[index].Part.Platform, said[index]));
            foreach (var blob in writer.Blobs) _blobs[blob.Digest] = blob;
            progress.Part($"exporting attestation manifest {attestations[^1].Digest}");
        }

        manifests.AddRange(attestations);
        return isIndex
            ? new AssembledImage { Root = Index(manifests), Manifests = manifests, Blobs = [.. _blobs.Values], DiffIds = _diffIds }
            : new AssembledImage { Root = manifests[0], Config = config, Layers = [.. packed[0].Select(l => l.Digest)], Blobs = [.. _blobs.Values], DiffIds = _diffIds };
    }

    private void Check(IReadOnlyList<(ResultPart Part, IReadOnlyList<TreeLayer> Layers)> parts, bool isIndex)
    {
        foreach (var platform in options.Annotations.Platforms)
            if (parts.All(p => p.Part.Platform.ToString() != platform)) throw new GantryException(ErrorKind.Invalid, $"invalid annotation: no platform {platform} found in source");
        if (!isIndex && (options.Annotations.Of("index", "") ?? options.Annotations.Of("index-descriptor", "")) is not null)
            throw new GantryException(ErrorKind.Invalid, "index annotations not supported for single platform export");
    }

    private async Task<IReadOnlyList<Descriptor>> PackAsync(ResultPart part, IReadOnlyList<TreeLayer> layers, CancellationToken cancellation)
    {
        var packed = new List<Descriptor>();
        foreach (var layer in layers)
        {
            var blob = await host.Store.PackAsync(layer, options.Form, lease, cancellation);
            var descriptor = options.IsOci ? blob : blob with { MediaType = Storage.Images.Pushes.LayerForm.MediaTypeOf(Storage.Images.Pushes.LayerForm.PackingOf(blob.MediaType), isOci: false) };
            _blobs[blob.Digest] = descriptor;
            _diffIds[blob.Digest] = layer.DiffId;
            if (part.Reference is { } reference) reference.Context.Exported[layer.DiffId] = descriptor;
            packed.Add(descriptor);
        }

        return packed;
    }

    private (Descriptor Manifest, Digest Config) Manifest(ResultPart part, IReadOnlyList<TreeLayer> layers, IReadOnlyList<Descriptor> packed)
    {
        var content = part.Image.Write(layers, options.Epoch);
        var config = Add(content, options.IsOci ? MediaTypes.OciConfig : MediaTypes.DockerConfig);
        _blobs[config.Digest] = config;
        var key = part.Platform.ToString();
        var mediaType = options.IsOci ? MediaTypes.OciManifest : MediaTypes.DockerManifest;
        var manifest = new Manifest { MediaType = mediaType, Config = config, Layers = packed, Annotations = options.Annotations.Of("manifest", key) };
        var descriptor = Add(JsonSerializer.SerializeToUtf8Bytes(manifest, OciJson.Indented.Manifest), mediaType) with
        {
            Annotations = options.Annotations.Of("manifest-descriptor", key),
            Platform = part.Platform,
        };
        progress.Part($"exporting manifest {descriptor.Digest}");
        progress.Part($"exporting config {config.Digest}");
        return (descriptor, config.Digest);
    }

    private Descriptor Index(IReadOnlyList<Descriptor> manifests)
    {
        var mediaType = options.IsOci ? MediaTypes.OciIndex : MediaTypes.DockerList;
        var index = new ImageIndex { MediaType = mediaType, Manifests = manifests, Annotations = options.Annotations.Of("index", "") };
        var descriptor = Add(JsonSerializer.SerializeToUtf8Bytes(index, OciJson.Indented.ImageIndex), mediaType) with { Annotations = options.Annotations.Of("index-descriptor", "") };
        progress.Part($"exporting manifest list {descriptor.Digest}");
        return descriptor;
    }

    private Descriptor Add(byte[] content, string mediaType)
    {
        lease.Hold(Digest.Of(content));
        return new Descriptor { MediaType = mediaType, Digest = host.Store.Content.Add(content), Size = content.Length };
    }
}
