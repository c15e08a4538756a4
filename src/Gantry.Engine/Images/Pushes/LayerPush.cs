using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Uploads;
using Gantry.Storage.Images;
using Gantry.Storage.Images.Pushes;
using Gantry.Storage.Images.Transfers;

namespace Gantry.Engine.Images.Pushes;

/// <summary>Brings the layers of one image to a repository: what is there stays there, what the registry has elsewhere it mounts, the rest is
/// sent, several layers at a time. Layers that are stored plain are compressed on the way, as Docker does, but not to the registry they came from, which has
/// them so.</summary>
internal sealed class LayerPush(
    Repository repository, Reference target, ImageStore store, ImageContent image, KeyedGates<(string Repository, Digest Content)> sending, IPushProgress progress)
{
    /// <summary>Brings them all, and returns what the registry has them as, base first.</summary>
    public async Task<IReadOnlyList<Descriptor>> RunAsync(CancellationToken cancellation)
    {
        using var slots = new SemaphoreSlim(repository.Options.MaxUploads);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // From the top down, which is the order Docker lists them in; the same layer twice is sent once.
        var sends = new Dictionary<Digest, Task<Descriptor>>();
        for (var i = image.DiffIds.Count - 1; i >= 0; i--)
        {
            if (sends.ContainsKey(image.DiffIds[i])) continue;
            progress.Layer(image.DiffIds[i], "Preparing");
            sends[image.DiffIds[i]] = OneAsync(image.DiffIds[i], image.Manifest.Layers[i], slots, stop.Token);
        }

        await FirstFailure.OfAsync(sends.Values, stop, cancellation);
        return [.. image.DiffIds.Select(d => sends[d].Result)];
    }

    private async Task<Descriptor> OneAsync(Digest diffId, Descriptor stored, SemaphoreSlim slots, CancellationToken cancellation)
    {
        await Task.Yield();
        using var turn = await sending.EnterAsync((target.Name, diffId), cancellation);
        if (slots.CurrentCount == 0) progress.Layer(diffId, "Waiting");
        await slots.WaitAsync(cancellation);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var isSending = false; // the questions before are repeated one by one
                try
                {
                    return await SendAsync(diffId, stored, () => isSending = true, cancellation);
                }
                catch (GantryException e) when (isSending && repository.MayGoBetter(e, attempt))
                {
                    await repository.PauseAsync(e, attempt, cancellation);
                }
            }
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<Descriptor> SendAsync(Digest diffId, Descriptor stored, Action begins, CancellationToken cancellation)
    {
        if (MediaTypes.IsForeign(stored.MediaType) && stored.Urls is { Count: > 0 })
        {
            progress.Layer(diffId, "Skipped foreign layer");
            return stored;
        }

        var isPlain = MediaTypes.IsPlainLayer(stored.MediaType);
        UploadSession? session = null;
        if (isPlain && store.RepositoriesWith(diffId).FirstOrDefault(HasItPlain) is { } home)
        {
            if (await repository.HasAsync(stored.Digest, cancellation))
            {
                progress.Layer(diffId, "Layer already exists");
                return stored;
            }

            if (home.Path != target.Path && (session = await repository.BeginAsync((stored.Digest, home.Path), cancellation)) is null)
            {
                progress.Layer(diffId, $"Mounted from {home.Path}");
                return stored;
            }
        }

        var known = isPlain ? store.CompressedForms.Find(diffId) : stored;
        if (known is not null && await repository.HasAsync(known.Digest, cancellation))
        {
            progress.Layer(diffId, "Layer already exists");
            return known;
        }

        var origin = known is null ? null : store.RepositoriesWith(diffId).FirstOrDefault(r => r.Domain == target.Domain && r.Path != target.Path);
        session ??= await repository.BeginAsync(origin is null ? null : (known!.Digest, origin.Path), cancellation);
        if (session is null)
        {
            progress.Layer(diffId, $"Mounted from {origin!.Path}");
            return known!;
        }

        begins();
        var report = ProgressPace.Limit(bytes => progress.Sent(diffId, bytes, stored.Size));
        if (!isPlain)
        {
            await repository.SendAsync(session, stored, () => image.Open(stored.Digest), report, cancellation);
            progress.Layer(diffId, "Pushed");
            return stored;
        }

        Descriptor compressed = new();
        await repository.SendAsync(
            session,
            async (to, stopped) =>
            {
                await using var plain = image.Open(stored.Digest);
                compressed = await LayerCompressor.WriteAsync(plain, to, report, stopped);
                return compressed.Digest;
            },
            cancellation);
        store.CompressedForms.Add(diffId, compressed);
        progress.Layer(diffId, "Pushed");
        return compressed;
    }

    /// <summary>Whether a repository of the target's registry is one that the image came from: then what the image's manifest names is there.</summary>
    private bool HasItPlain(Reference origin) => origin.Domain == target.Domain && store.Find(origin.WithDigest(image.ManifestDescriptor.Digest).Canonical)?.Id == image.Id;
}
