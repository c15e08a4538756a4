using Gantry.Build.CacheTransfer;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Build.Exporters;

/// <summary>What exporters of images have in common: layers of results, and an image of them that goes when it has been sent.</summary>
internal abstract class ImageExport(StepHost host, ExportRequest request, ExporterRequest exporter, ExportProgress shown, IBuildProgress progress)
{
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
            foreach (var (part, layers) in layered) part.Image.Cache = Request.CacheExports.Any(c => c.Type == "inline") ? InlineCache.Of(Request.Result, layers) : null;
            return await RunAsync(layered, lease, image => made = image, cancellation);
        }
        finally
        {
            // What no image and no step of the cache keeps was for this client alone.
            if (made is not null) Host.Store.Discard([.. made.All]);
        }
    }

    protected abstract Task<IReadOnlyDictionary<string, string>> RunAsync(
        IReadOnlyList<(ResultPart Part, IReadOnlyList<TreeLayer> Layers)> parts, Lease lease, Action<AssembledImage> made, CancellationToken cancellation);

    /// <summary>The time of what is new: the exporter's word, else the frontend's.</summary>
    protected DateTimeOffset? Epoch(ExportOptions options) => EpochText.Read(options.Text("source-date-epoch")) ??
        (Request.Result.Metadata.TryGetValue("source.date.epoch", out var text) ? EpochText.Read(System.Text.Encoding.UTF8.GetString(text.Span)) : null);
}
