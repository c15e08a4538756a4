using System.Collections.Concurrent;

using Gantry.Distribution.Blobs;
using Gantry.Distribution.Errors;
using Gantry.Distribution.Manifests;
using Gantry.Distribution.Metrics;
using Gantry.Distribution.Storage;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Registry;
using Gantry.Registry.Errors;

using Repository = Gantry.Distribution.Storage.Repository;

namespace Gantry.Distribution.Upstream;

/// <summary>
/// Fetches from another registry what is asked for and not here, and keeps it.
/// <code>
/// tag       upstream says which digest it stands for; here: given out, else fetched. Upstream silent: what it stood for last
/// digest    here: given out without a question, for it cannot be another; else fetched
/// </code>
/// </summary>
internal sealed class PullThroughCache(RegistryStore store, UpstreamRegistry upstream, RegistryMetrics metrics, Action<string> report) : IDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<(string Name, Digest Digest), Lazy<Task<SharedDownload>>> downloads = new();

    /// <summary>Finds out what a tag stands for now, and has its manifest here.</summary>
    /// <exception cref="DistributionException">There is none of the name, or upstream cannot be asked and nothing is here.</exception>
    public async Task<Digest> ResolveAsync(Repository repository, string tag, CancellationToken cancellation)
    {
        var known = repository.Resolve(tag) is { } last && IsHere(repository, last) ? last : default(Digest?);
        if (known is { } kept && upstream.IsResting)
            return Stale(repository, kept);
        try
        {
            var now = await upstream.AskAsync(repository.Name, at => at.DigestAsync(tag, cancellation), cancellation);
            if (now is not null && now == known)
                return Hit(repository, now.Value);
            var manifest = now is { } digest && IsHere(repository, digest) ? null : await upstream.AskAsync(repository.Name, at => at.ManifestAsync(now?.Value ?? tag, cancellation), cancellation);
            metrics.Cached("manifest", manifest is null ? "hit" : "miss");
            return await KeepAsync(repository, manifest, manifest?.Descriptor.Digest ?? now!.Value, tag);
        }
        catch (GantryException fault) when (known is { } old && UpstreamRegistry.IsOutage(fault))
        {
            report($"upstream cannot be asked for {repository.Name}:{tag}, what it was last is given out: {fault.Message}");
            return Stale(repository, old);
        }
        catch (GantryException fault)
        {
            if (fault is RegistryException { Status: System.Net.HttpStatusCode.NotFound })
                await repository.RemoveTagAsync(tag);
            throw UpstreamFaults.Of(fault, Refusals.ManifestUnknown(tag));
        }
    }

    /// <summary>Has a manifest here.</summary>
    /// <exception cref="DistributionException">There is none, or it cannot be fetched.</exception>
    public async Task EnsureAsync(Repository repository, Digest digest, CancellationToken cancellation)
    {
        if (IsHere(repository, digest))
        {
            Hit(repository, digest);
            return;
        }

        try
        {
            var manifest = await upstream.AskAsync(repository.Name, at => at.ManifestAsync(digest.Value, cancellation), cancellation);
            metrics.Cached("manifest", "miss");
            await KeepAsync(repository, manifest, digest, null);
        }
        catch (GantryException fault)
        {
            throw UpstreamFaults.Of(fault, Refusals.ManifestUnknown(digest.Value));
        }
    }

    /// <summary>How many bytes a blob has, without fetching it.</summary>
    /// <exception cref="DistributionException">There is none, or upstream cannot be asked.</exception>
    public async Task<long> BlobSizeAsync(Repository repository, Digest digest, CancellationToken cancellation)
    {
        try
        {
            return await upstream.AskAsync(repository.Name, at => at.SizeAsync(digest, cancellation), cancellation);
        }
        catch (GantryException fault)
        {
            throw UpstreamFaults.Of(fault, Refusals.BlobUnknown(digest.Value));
        }
    }

    /// <summary>Reads a blob that is not here, while it comes; all who want it at a time share one transfer.</summary>
    /// <exception cref="DistributionException">There is none, or it cannot be fetched.</exception>
    public async Task<BlobReader> BlobAsync(Repository repository, Digest digest, CancellationToken cancellation)
    {
        metrics.Cached("blob", "miss");
        while (true)
        {
            var key = (repository.Name, digest);
            // No client's leaving ends it: others may have come, and what has come is kept.
            var download = downloads.GetOrAdd(key, _ => new Lazy<Task<SharedDownload>>(() => BeginAsync(repository, digest, end.Token)));
            try
            {
                if ((await download.Value.WaitAsync(cancellation)).TryRead() is { } reader)
                    return reader;
            }
            catch (GantryException fault)
            {
                downloads.TryRemove(KeyValuePair.Create(key, download));
                throw UpstreamFaults.Of(fault, Refusals.BlobUnknown(digest.Value));
            }
            catch (DistributionException)
            {
                downloads.TryRemove(KeyValuePair.Create(key, download));
                throw;
            }
            catch (IOException fault)
            {
                downloads.TryRemove(KeyValuePair.Create(key, download));
                throw DiskFaults.IsFull(fault) ? Refusals.DiskFull() : Refusals.UpstreamUnavailable(fault.Message);
            }

            // It has ended between the look and now.
            downloads.TryRemove(KeyValuePair.Create(key, download));
            if (repository.HasBlob(digest) && store.Blobs.Open(digest) is { } here)
                return here;
        }
    }

    /// <summary>The tags upstream has; those that are here where it cannot be asked.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(Repository repository, CancellationToken cancellation)
    {
        try
        {
            var tags = await upstream.AskAsync(repository.Name, at => at.TagsAsync(cancellation), cancellation);
            return [.. tags.Order(StringComparer.Ordinal)];
        }
        catch (GantryException fault)
        {
            return UpstreamRegistry.IsOutage(fault) && repository.Exists ? repository.Tags() : throw UpstreamFaults.Of(fault, Refusals.NameUnknown(repository.Name));
        }
    }

    /// <summary>The manifests upstream has that speak about another; those that are here where it cannot be asked.</summary>
    public async Task<IReadOnlyList<Descriptor>> ReferrersAsync(Repository repository, Digest subject, CancellationToken cancellation)
    {
        try
        {
            return await upstream.AskAsync(repository.Name, at => at.ReferrersAsync(subject, cancellation), cancellation);
        }
        catch (GantryException fault)
        {
            return UpstreamRegistry.IsOutage(fault) && repository.Exists ? repository.Referrers(subject) : throw UpstreamFaults.Of(fault, Refusals.NameUnknown(repository.Name));
        }
    }

    public void Dispose()
    {
        end.Cancel();
        end.Dispose();
        upstream.Dispose();
    }

    private async Task<SharedDownload> BeginAsync(Repository repository, Digest digest, CancellationToken cancellation)
    {
        var size = await upstream.AskAsync(repository.Name, at => at.SizeAsync(digest, cancellation), cancellation);
        // Before the first byte goes to a client, who could only be cut off later.
        if (!store.Place.Temporary.HasRoomFor(size))
            throw Refusals.DiskFull();
        var blob = new Descriptor { MediaType = "application/octet-stream", Digest = digest, Size = size };
        var source = await upstream.AskAsync(repository.Name, at => at.BlobAsync(blob, 0, cancellation), cancellation);
        var download = new SharedDownload(store.Place.Temporary.Next(), digest, size);
        _ = RunAsync();
        return download;

        async Task RunAsync()
        {
            await using (source)
                await download.RunAsync(source, metrics.Fetched, (path, length) => KeepAsync(repository, digest, path, length), cancellation);
            // Who comes from here on finds the file, or tries anew.
            downloads.TryRemove((repository.Name, digest), out _);
        }
    }

    private async Task KeepAsync(Repository repository, Digest digest, string path, long length)
    {
        using var needed = store.Gate.Need(digest);
        await store.Blobs.AdoptAsync(path, digest, length);
        await repository.AddBlobAsync(digest);
    }

    /// <summary>Takes a manifest in, without asking for what it names: that comes when somebody wants it.</summary>
    private async Task<Digest> KeepAsync(Repository repository, FetchedManifest? manifest, Digest digest, string? tag)
    {
        using var needed = store.Gate.Need(digest);
        if (manifest is not null)
        {
            var content = ManifestContent.Read(manifest.Content, manifest.Descriptor.MediaType);
            await store.Blobs.AddAsync(manifest.Content, digest);
            await repository.AddManifestAsync(digest, content.MediaType, content.Subject?.Digest, content.Describe(digest, manifest.Content.Length), []);
            store.Blobs.Touch(digest); // a collection that began before does not know the name
        }

        repository.TouchManifest(digest);
        if (tag is not null)
            await repository.SetTagAsync(tag, digest);
        return digest;
    }

    private bool IsHere(Repository repository, Digest digest) => repository.MediaType(digest) is not null && store.Blobs.Size(digest) is not null;

    private Digest Hit(Repository repository, Digest digest) => Given(repository, digest, "hit");

    private Digest Stale(Repository repository, Digest digest) => Given(repository, digest, "stale");

    private Digest Given(Repository repository, Digest digest, string result)
    {
        metrics.Cached("manifest", result);
        repository.TouchManifest(digest);
        return digest;
    }
}
