using System.Text.Json;

using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Steps;

namespace Gantry.Build.CacheTransfer;

/// <summary>What steps came to in a cache outside.</summary>
/// <param name="Place">Where the layers are; null: here.</param>
/// <param name="Steps">Their layers, base first, by the digest of the step.</param>
internal sealed record ImportedSteps(ICachePlace? Place, IReadOnlyDictionary<Digest, IReadOnlyList<TreeLayer>> Steps)
{
    /// <summary>Reads a cache, or the cache that an image has in its configuration.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="found">Is told the type of what is there.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">It is not there, or no cache.</exception>
    public static async Task<ImportedSteps> ReadAsync(ICachePlace place, Action<string> found, CancellationToken cancellation)
    {
        var steps = new Dictionary<Digest, IReadOnlyList<TreeLayer>>();
        var (mediaType, content) = await place.ManifestAsync(cancellation);
        found(mediaType);
        if (!MediaTypes.IsIndex(mediaType))
        {
            await ManifestAsync(content);
        }
        else
        {
            var index = Parse(content, OciJson.Plain.ImageIndex);
            if (index.Manifests.FirstOrDefault(m => m.MediaType == CacheDocument.MediaType) is { } document) await DocumentAsync(document);
            else
                foreach (var image in index.Manifests.Where(m => MediaTypes.IsManifest(m.MediaType))) await ManifestAsync(await place.ManifestAsync(image, cancellation));
        }

        return new ImportedSteps(place, steps);

        async Task ManifestAsync(byte[] bytes)
        {
            var manifest = Parse(bytes, OciJson.Plain.Manifest);
            if (manifest.Config.MediaType == CacheDocument.MediaType)
            {
                await DocumentAsync(manifest.Config);
                return;
            }

            if (!MediaTypes.IsConfig(manifest.Config.MediaType)) return;
            var config = await place.DocumentAsync(manifest.Config, cancellation);
            var diffIds = Parse(config, OciJson.Plain.ImageConfig).RootFs.DiffIds ?? [];
            Inline(config, [.. diffIds.Zip(manifest.Layers, (diffId, blob) => new TreeLayer(diffId, blob))], steps);
        }

        async Task DocumentAsync(Descriptor descriptor) => Read(Parse(await place.DocumentAsync(descriptor, cancellation), CacheJson.Default.CacheDocument), steps);
    }

    /// <summary>The cache that an image of this host has in its configuration; null: there is no such image.</summary>
    public static ImportedSteps? OfLocalImage(StepHost host, string reference)
    {
        try
        {
            var image = host.Store.Resolve(Reference.Parse(reference) is { Digest.IsEmpty: false } exact ? exact.Canonical : Reference.Parse(reference).WithDefaultTag().Canonical);
            var steps = new Dictionary<Digest, IReadOnlyList<TreeLayer>>();
            Inline(host.Store.Content.ReadDocument(image.Id), host.Store.LayersOf(image), steps);
            return steps.Count == 0 ? null : new ImportedSteps(null, steps);
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    private static void Read(CacheDocument document, Dictionary<Digest, IReadOnlyList<TreeLayer>> steps)
    {
        foreach (var record in document.Records)
        {
            if (record.Results is not [var result, ..]) continue;
            var layers = new List<TreeLayer>();
            // A chain longer than there are layers goes round in a circle.
            for (var number = result.Layer; number >= 0 && number < document.Layers.Count && layers.Count <= document.Layers.Count; number = document.Layers[number].Parent)
            {
                var layer = document.Layers[number];
                if (layer.Annotations is not { DiffId.IsEmpty: false } facts || layer.Blob.IsEmpty) throw new GantryException(ErrorKind.Invalid, "invalid build cache: a layer is not described");
                layers.Insert(0, new TreeLayer(facts.DiffId, new Descriptor { MediaType = facts.MediaType, Digest = layer.Blob, Size = facts.Size })
                {
                    Created = facts.CreatedAt,
                    CreatedBy = facts.Description,
                });
            }

            if (layers.Count > document.Layers.Count) throw new GantryException(ErrorKind.Invalid, "invalid build cache: layers go round in a circle");
            steps[record.Digest] = layers;
        }
    }

    private static void Inline(byte[] config, IReadOnlyList<TreeLayer> layers, Dictionary<Digest, IReadOnlyList<TreeLayer>> steps)
    {
        using var json = JsonDocument.Parse(config);
        if (!json.RootElement.TryGetProperty(InlineCache.Property, out var cache) || cache.ValueKind != JsonValueKind.String || !cache.TryGetBytesFromBase64(out var bytes)) return;
        foreach (var record in Parse(bytes, CacheJson.Default.CachedStepArray))
            if (record.Results is [{ Layer: >= 0 } result, ..] && result.Layer < layers.Count) steps[record.Digest] = [.. layers.Take(result.Layer + 1)];
    }

    private static T Parse<T>(byte[] json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new GantryException(ErrorKind.Invalid, "invalid build cache: null");
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid build cache: {e.Message}", e);
        }
    }
}
