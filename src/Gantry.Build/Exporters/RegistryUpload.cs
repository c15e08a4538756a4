using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Auth;
using Gantry.Storage.Images.Transfers;

namespace Gantry.Build.Exporters;

/// <summary>Sends what was made to a registry: blobs, several at a time, then manifests, and the root at last under its tag, so that nobody finds a
/// tag whose parts are not there. What the registry has stays, and what it has elsewhere it mounts.</summary>
internal sealed class RegistryUpload(StepHost host, RegistryClient registry, AssembledImage image, ExportProgress progress)
{
    /// <summary>Sends it.</summary>
    /// <param name="name">The repository, with a tag; without one it goes under its digest alone.</param>
    /// <param name="credentials">Who sends.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">The registry's refusal.</exception>
    public Task RunAsync(Reference name, RegistryCredentials credentials, CancellationToken cancellation) => registry.AtAsync(
        name,
        credentials,
        async repository =>
        {
            await progress.PartAsync("pushing layers", async () =>
            {
                await BlobsAsync(repository, name, cancellation);
                return true;
            });
            await progress.PartAsync($"pushing manifest for {name.Canonical}@{image.Root.Digest}", async () =>
            {
                foreach (var manifest in image.Manifests) await PutAsync(manifest.Digest.Value, manifest);
                await PutAsync(name.Tag ?? image.Root.Digest.Value, image.Root);
                return true;
            });
            return true;

            Task PutAsync(string reference, Descriptor manifest) =>
                repository.PutManifestAsync(reference, manifest.MediaType, host.Store.Content.ReadDocument(manifest.Digest), cancellation);
        },
        cancellation,
        forUploads: true);

    private async Task BlobsAsync(Repository repository, Reference name, CancellationToken cancellation)
    {
        using var slots = new SemaphoreSlim(repository.Options.MaxUploads);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await FirstFailure.OfAsync([.. image.Blobs.Select(blob => OneAsync(repository, name, blob, slots, stop.Token))], stop, cancellation);
    }

    private async Task OneAsync(Repository repository, Reference name, Descriptor blob, SemaphoreSlim slots, CancellationToken cancellation)
    {
        await Task.Yield();
        await slots.WaitAsync(cancellation);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await SendAsync(repository, name, blob, cancellation);
                    return;
                }
                catch (GantryException e) when (repository.MayGoBetter(e, attempt))
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

    private async Task SendAsync(Repository repository, Reference name, Descriptor blob, CancellationToken cancellation)
    {
        if (await repository.HasAsync(blob.Digest, cancellation)) return;
        var origin = image.DiffIds.TryGetValue(blob.Digest, out var diffId)
            ? host.Store.RepositoriesWith(diffId).FirstOrDefault(r => r.Domain == name.Domain && r.Path != name.Path)
            : null;
        if (await repository.BeginAsync(origin is null ? null : (blob.Digest, origin.Path), cancellation) is not { } session) return;
        var started = DateTimeOffset.UtcNow;
        var report = ProgressPace.Limit(bytes => progress.Bytes($"pushing {blob.Digest}", bytes, blob.Size, started));
        await repository.SendAsync(session, blob, () => host.Store.Content.OpenStream(blob.Digest), report, cancellation);
    }
}
