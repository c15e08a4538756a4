using Gantry.Oci.Images;
using Gantry.Storage.Snapshots;
using Gantry.Storage.Steps;

namespace Gantry.Build.CacheTransfer;

/// <summary>Makes a cache's document of steps.</summary>
internal sealed class CacheDocumentWriter
{
    private readonly List<CachedLayer> _layers = [];
    private readonly List<TreeLayer> _trees = [];
    private readonly Dictionary<Digest, int> _numbers = [];

    /// <summary>The layers, as they are numbered.</summary>
    public IReadOnlyList<TreeLayer> Layers => _trees;

    /// <summary>The steps that came to something. With <paramref name="mode"/> "max" all of them, else those whose layers the results have.</summary>
    public static IReadOnlyList<StepRecord> Choose(IReadOnlyList<StepRecord> steps, string mode, IEnumerable<IReadOnlyList<TreeLayer>> results)
    {
        var made = steps.Where(s => s.Layers.Count > 0);
        if (mode == "max") return [.. made];
        var chains = results.SelectMany(Chains).ToHashSet();
        return [.. made.Where(s => chains.Contains(s.ChainId))];
    }

    /// <summary>Makes it.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="blobOf">The form in which a layer travels.</param>
    public CacheDocument Write(IReadOnlyList<StepRecord> steps, Func<TreeLayer, Descriptor> blobOf)
    {
        var records = new List<CachedStep>();
        foreach (var step in steps)
            records.Add(new CachedStep { Digest = StepTrace.NameOf(step.Key), Results = [new CachedResult { Layer = Number(step.Layers, blobOf), CreatedAt = step.Created }] });
        return new CacheDocument { Layers = _layers, Records = records };
    }

    /// <summary>The chain ids from the base to the top.</summary>
    public static IEnumerable<Digest> Chains(IEnumerable<TreeLayer> layers)
    {
        Digest chain = default;
        foreach (var layer in layers) yield return chain = ChainId.Of(chain, layer.DiffId);
    }

    private int Number(IReadOnlyList<TreeLayer> layers, Func<TreeLayer, Descriptor> blobOf)
    {
        var (number, chain) = (-1, default(Digest));
        foreach (var layer in layers)
        {
            chain = ChainId.Of(chain, layer.DiffId);
            if (_numbers.TryGetValue(chain, out var known))
            {
                number = known;
                continue;
            }

            var blob = blobOf(layer);
            _layers.Add(new CachedLayer
            {
                Blob = blob.Digest,
                Parent = number,
                Annotations = new CachedLayerFacts { MediaType = blob.MediaType, DiffId = layer.DiffId, Size = blob.Size, CreatedAt = layer.Created, Description = layer.CreatedBy },
            });
            _trees.Add(layer);
            number = _numbers[chain] = _layers.Count - 1;
        }

        return number;
    }
}
