using Gantry.Build.Sessions;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.CacheTransfer;

/// <summary>A directory of the client's, an OCI layout whose index the client reads and writes itself.</summary>
/// <param name="session">The client.</param>
/// <param name="store">What the client calls the directory, for example <c>local:DIRECTORY</c> for a cache's.</param>
/// <param name="manifest">What it is begun to read at; empty: nothing is read.</param>
internal sealed class SessionPlace(IBuildSession session, string store, Digest manifest) : ICachePlace
{
    public string Name => "client directory";

    public Task PutAsync(Descriptor blob, Func<Stream> open, CancellationToken cancellation) => session.PutContentAsync(store, blob, open, cancellation);

    public Task PutManifestAsync(Descriptor manifest, byte[] content, CancellationToken cancellation) => PutAsync(manifest, () => new MemoryStream(content), cancellation);

    public async Task<(string MediaType, byte[] Content)> ManifestAsync(CancellationToken cancellation)
    {
        var content = await ManifestAsync(new Descriptor { Digest = manifest }, cancellation);
        using var json = System.Text.Json.JsonDocument.Parse(content);
        // The specification lets documents do without their type; an index is the one that names manifests.
        var mediaType = json.RootElement.TryGetProperty("mediaType", out var type) ? type.GetString() : null;
        return (mediaType ?? (json.RootElement.TryGetProperty("manifests", out _) ? MediaTypes.OciIndex : MediaTypes.OciManifest), content);
    }

    public Task<byte[]> ManifestAsync(Descriptor manifest, CancellationToken cancellation) => DocumentAsync(manifest, cancellation);

    public async Task<byte[]> DocumentAsync(Descriptor blob, CancellationToken cancellation)
    {
        const int most = 16 << 20;
        await using var stream = await OpenAsync(blob, 0, cancellation);
        using var content = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int count; (count = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (content.Length + count > most) throw new GantryException(ErrorKind.Invalid, $"content {blob.Digest}: too large for a document");
            content.Write(buffer, 0, count);
        }

        var bytes = content.ToArray();
        return Digest.Of(bytes) == blob.Digest ? bytes : throw new GantryException(ErrorKind.Invalid, $"content {blob.Digest}: the client sent something else");
    }

    public Task<Stream> OpenAsync(Descriptor blob, long from, CancellationToken cancellation) => session.OpenContentAsync(store, blob.Digest, from, cancellation);
}
