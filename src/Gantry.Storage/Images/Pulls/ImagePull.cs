using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Images.Transfers;
using Gantry.Storage.Leases;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Images.Pulls;

/// <summary>Brings the layers of one image in: several at a time, each unpacked while it comes; they become known from the base up. A layer
/// somebody else is bringing in is waited for.</summary>
internal sealed class ImagePull(
    ContentStore content, OverlaySnapshotter snapshots, KeyedGates<Digest> gates, ForeignImage image, Lease lease, Action<LayerProgress> progress)
{
    /// <summary>Fetches what is not here.</summary>
    public async Task RunAsync(IReadOnlyList<Descriptor> layers, IReadOnlyList<Digest> diffIds, CancellationToken cancellation)
    {
        using var slots = new SemaphoreSlim(image.Parallel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tasks = new List<Task>();
        Digest parent = default;
        var below = Task.CompletedTask;
        for (var i = 0; i < layers.Count; i++)
        {
            var (layer, diffId, on, beneath) = (layers[i], diffIds[i], parent, below);
            parent = ChainId.Of(parent, diffId);
            lease.Hold(layer.Digest);
            lease.Hold(parent);
            if (!IsHere(layer.Digest, parent)) progress(new LayerProgress(layer.Digest, LayerStage.Planned));
            below = LayerAsync(layer, diffId, on, parent, beneath, slots, stop.Token);
            tasks.Add(below);
        }

        await FirstFailure.OfAsync(tasks, stop, cancellation);
    }

    private async Task LayerAsync(
        Descriptor layer, Digest diffId, Digest parent, Digest chainId, Task below, SemaphoreSlim slots, CancellationToken cancellation)
    {
        await Task.Yield();
        // Whoever holds a gate waits only for layers below, whose gates are others: nobody waits in a circle.
        using var pass = await gates.EnterAsync(chainId, cancellation);
        if (IsHere(layer.Digest, chainId))
        {
            await below;
            progress(new LayerProgress(layer.Digest, LayerStage.Present));
            return;
        }

        if (slots.CurrentCount == 0) progress(new LayerProgress(layer.Digest, LayerStage.Waiting));
        await slots.WaitAsync(cancellation);
        PulledLayer pulled;
        try
        {
            pulled = await FetchAsync(layer, diffId, chainId, cancellation);
        }
        finally
        {
            slots.Release();
        }

        using (pulled)
        {
            progress(new LayerProgress(layer.Digest, LayerStage.Downloaded));
            progress(new LayerProgress(layer.Digest, LayerStage.Extracting, layer.Size, layer.Size));
            await below;
            cancellation.ThrowIfCancellationRequested();
            pulled.Commit(parent, diffId);
        }

        progress(new LayerProgress(layer.Digest, LayerStage.Complete));
    }

    private async Task<PulledLayer> FetchAsync(Descriptor layer, Digest diffId, Digest chainId, CancellationToken cancellation)
    {
        Func<long, CancellationToken, Task<Stream>> open = content.Size(layer.Digest) == layer.Size
            ? (from, _) => Task.FromResult(Stored(layer.Digest, from))
            : (from, stop) => image.OpenLayer(layer, from, stop);
        var report = ProgressPace.Limit(bytes => progress(new LayerProgress(layer.Digest, LayerStage.Downloading, bytes, layer.Size)));
        return await PulledLayer.TakeAsync(content, snapshots.FindLayer(chainId) is null ? snapshots : null, open, layer, diffId, report, cancellation);
    }

    private Stream Stored(Digest digest, long from)
    {
        var stream = content.OpenStream(digest);
        stream.Position = from;
        return stream;
    }

    private bool IsHere(Digest blob, Digest chainId) => snapshots.FindLayer(chainId) is not null && content.Contains(blob);
}
