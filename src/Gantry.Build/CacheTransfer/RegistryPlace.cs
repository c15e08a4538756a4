using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Auth;

namespace Gantry.Build.CacheTransfer;

/// <summary>A cache at a registry.</summary>
internal sealed class RegistryPlace(RegistryClient registry, Reference name, RegistryCredentials credentials) : ICachePlace
{
    public string Name => name.Canonical;

    public Task PutAsync(Descriptor blob, Func<Stream> open, CancellationToken cancellation) => AtAsync(
        async repository =>
        {
            if (await repository.HasAsync(blob.Digest, cancellation)) return true;
            if (await repository.BeginAsync(null, cancellation) is { } session) await repository.SendAsync(session, blob, open, _ => { }, cancellation);
            return true;
        },
        forUploads: true,
        cancellation);

    public Task PutManifestAsync(Descriptor manifest, byte[] content, CancellationToken cancellation) => AtAsync(
        async repository =>
        {
            await repository.PutManifestAsync(name.Tag!, manifest.MediaType, content, cancellation);
            return true;
        },
        forUploads: true,
        cancellation);

    public Task<(string MediaType, byte[] Content)> ManifestAsync(CancellationToken cancellation) => AtAsync(
        async repository =>
        {
            var found = await repository.ManifestAsync(name.Digest.IsEmpty ? name.Tag! : name.Digest.Value, cancellation);
            return (found.Descriptor.MediaType, found.Content);
        },
        forUploads: false,
        cancellation);

    public Task<byte[]> ManifestAsync(Descriptor manifest, CancellationToken cancellation) =>
        AtAsync(async repository => (await repository.ManifestAsync(manifest.Digest.Value, cancellation)).Content, forUploads: false, cancellation);

    public Task<byte[]> DocumentAsync(Descriptor blob, CancellationToken cancellation) =>
        AtAsync(repository => repository.DocumentAsync(blob, cancellation), forUploads: false, cancellation);

    public Task<Stream> OpenAsync(Descriptor blob, long from, CancellationToken cancellation) =>
        AtAsync(repository => repository.BlobAsync(blob, from, cancellation), forUploads: false, cancellation);

    private Task<T> AtAsync<T>(Func<Repository, Task<T>> work, bool forUploads, CancellationToken cancellation) =>
        registry.AtAsync(name, credentials, work, cancellation, forUploads);
}
