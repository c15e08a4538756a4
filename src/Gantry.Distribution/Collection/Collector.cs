using Gantry.Distribution.Errors;
using Gantry.Distribution.Manifests;
using Gantry.Distribution.Storage;
using Gantry.Distribution.Storage.S3;
using Gantry.Distribution.Uploads;
using Gantry.Oci.Images;

using System.Text.Json;

namespace Gantry.Distribution.Collection;

/// <summary>
/// Removes what no manifest needs, while the registry serves.
/// <code>
/// manifests → the blobs they name → names of other blobs, where nobody wanted them lately → content nobody has a name for, likewise
/// </code>
/// A push names its blobs before its manifest, so what has no manifest yet may be needed in a moment. Therefore everything that names content, and a
/// client's look whether it is here, says at the store's gate that it needs it and renews the time it was last wanted; a removal looks at that time in the gate, and
/// leaves alone what is needed. Whatever a push has touched within the patience stays.
/// </summary>
internal sealed class Collector(RegistryStore store, UploadTable uploads) : IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Collects once; a second caller waits.</summary>
    /// <param name="now">The time.</param>
    /// <param name="patience">How long what no manifest names stays after it was last wanted.</param>
    /// <param name="uploadPatience">How long an upload stays that nobody goes on with.</param>
    /// <param name="manifestPatience">How long a manifest stays that nobody asks for, in a cache; null: for ever.</param>
    public async Task<Collected> RunAsync(DateTimeOffset now, TimeSpan patience, TimeSpan uploadPatience, TimeSpan? manifestPatience)
    {
        await store.Opened;
        await one.WaitAsync();
        try
        {
            await store.FinishRemovalsAsync();
            var needed = new HashSet<Digest>();
            var abandoned = 0;
            foreach (var name in store.AllNames())
            {
                var repository = store.Repository(name);
                abandoned += uploads.RemoveAbandoned(repository, now - uploadPatience);
                if (manifestPatience is { } keep)
                    await ExpireAsync(repository, now - keep);
                await SweepAsync(repository, now - patience, needed);
            }

            var gone = await store.Unused.RemoveAsync(store.Blobs.All().Where(digest => !needed.Contains(digest)), BlobStore.KeyOf, now - patience);
            return new Collected(gone.Count, gone.Sum(content => content.Size), abandoned);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    /// <summary>Takes from a cache's repository the manifests nobody has asked for; what they name goes with them.</summary>
    private async Task ExpireAsync(Repository repository, DateTimeOffset since)
    {
        foreach (var manifest in repository.Manifests().Where(manifest => repository.IsUnusedManifest(manifest, since)).ToList())
            await ManifestRemoval.RunAsync(store, repository, manifest, since);
    }

    /// <summary>Takes from a repository the names of blobs that none of its manifests has, and tells what it needs.</summary>
    private async Task SweepAsync(Repository repository, DateTimeOffset since, HashSet<Digest> needed)
    {
        var named = new HashSet<Digest>();
        var manifests = repository.Manifests().ToList();
        needed.UnionWith(manifests);
        foreach (var manifest in manifests)
        {
            if (await BlobsOfAsync(repository, manifest) is not { } blobs)
            {
                // Somebody has deleted it meanwhile.
                if (repository.MediaType(manifest) is null)
                    continue;
                // A manifest nobody can read names nobody knows what: the repository is left alone.
                needed.UnionWith(repository.BlobNames());
                return;
            }

            named.UnionWith(blobs);
        }

        var held = repository.BlobNames().ToList();
        needed.UnionWith(held.Except(await repository.RemoveUnusedBlobsAsync(held.Where(blob => !named.Contains(blob)), since)));
    }

    private async Task<IEnumerable<Digest>?> BlobsOfAsync(Repository repository, Digest manifest)
    {
        try
        {
            return repository.MediaType(manifest) is { } mediaType && await store.Blobs.ReadAsync(manifest) is { } content
                ? ManifestContent.Read(content, mediaType).Blobs.Select(blob => blob.Digest)
                : null;
        }
        catch (Exception fault) when (fault is DistributionException or JsonException or (IOException and not S3Exception))
        {
            return null;
        }
    }
}
