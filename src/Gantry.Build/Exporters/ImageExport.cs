using Gantry.Build.CacheTransfer;
using Gantry.Build.Frontend;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Images;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Build.Exporters;

/// <summary>What exporters of images have in common: layers of results, and an image of them that goes when it has been sent.</summary>
internal abstract class ImageExport(StepHost host, ExportRequest request, ExporterRequest exporter, ExportProgress shown, IBuildProgress progress)
{
    private readonly List<Digest> _rewritten = [];

    protected StepHost Host { get; } = host;

    protected ExportRequest Request { get; } = request;

    protected ExporterRequest Exporter { get; } = exporter;

    protected ExportProgress Shown { get; } = shown;

    /// <summary>Makes of the results what is wanted.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RunAsync(IReadOnlyList<ResultPart> parts, CancellationToken cancellation)
    {
        AssembledImage? made = null;
        try
        {
            using var lease = Host.Store.Leases.Take();
            var context = new StepContext(Host, Request.Session, progress, lease, []);
            var layered = new List<(ResultPart Part, IReadOnlyList<TreeLayer> Layers)>();
            foreach (var part in parts) layered.Add((part, (await TreeCopies.ToLayersAsync(context, part.Files, cancellation)).Layers));
            // The cache finds steps by the layers they made.
            var isInline = Request.CacheExports.Any(c => c.Type == "inline");
            foreach (var (part, layers) in layered) part.Image.Cache = isInline ? InlineCache.Of(Request.Result, layers) : null;
            if (isInline) Shown.Part("preparing layers for inline cache");
            for (var index = 0; index < layered.Count; index++) layered[index] = (layered[index].Part, await LimitTimesAsync(layered[index].Layers, lease, cancellation));
            return await RunAsync(layered, lease, image => made = image, cancellation);
        }
        finally
        {
            // What no image and no step of the cache keeps was for this client alone.
            if (made is not null || _rewritten.Count > 0) Host.Store.Discard([.. _rewritten, .. made?.All ?? []]);
        }
    }

    protected abstract Task<IReadOnlyDictionary<string, string>> RunAsync(
        IReadOnlyList<(ResultPart Part, IReadOnlyList<TreeLayer> Layers)> parts, Lease lease, Action<AssembledImage> made, CancellationToken cancellation);

    /// <summary>The time of what is new; null: each its own.</summary>
    protected DateTimeOffset? Epoch => EpochText.Of(Exporter, Request);

    /// <summary>Has the layers of an image that is for this host unpacked: the steps' own are, those with other times are not.</summary>
    protected Task UnpackAsync(IReadOnlyList<TreeLayer> layers, Lease lease, CancellationToken cancellation) =>
        _rewritten.Count == 0 ? Task.CompletedTask : Host.Store.UnpackLayersAsync(layers, lease, cancellation);

    /// <summary>Layers as they are exported: with times that are not later than the image's, where that is wanted. Those that came with an image stay.</summary>
    private async Task<IReadOnlyList<TreeLayer>> LimitTimesAsync(IReadOnlyList<TreeLayer> layers, Lease lease, CancellationToken cancellation)
    {
        if (!new ExportOptions(Exporter.Attributes).LimitsTimes || Epoch is not { } latest) return layers;
        return await Shown.PartAsync($"rewriting layers with source-date-epoch {latest.ToUnixTimeSeconds()} ({ImageHistory.Text(latest)})", async () =>
        {
            Host.Store.Steps.Flush(); // blobs of this build's own steps have their names only after it
            var limited = new List<TreeLayer>();
            foreach (var layer in layers)
            {
                limited.Add(layer.Created is null ? layer : await Host.Store.LimitTimesAsync(layer, latest, lease, cancellation));
                if (limited[^1] != layer) _rewritten.Add(limited[^1].DiffId);
            }

            return limited;
        });
    }
}
