using Gantry.Build.Sessions;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.CacheTransfer;

/// <summary>A cache in a directory of the client's, an OCI layout whose index the client writes itself.</summary>
internal sealed class SessionPlace(IBuildSession session, string directory, Digest manifest) : ICachePlace
{
    private readonly string _store = "local:" + directory;

    public string Name => "client directory";

    public Task PutAsync(Descriptor blob, Func<Stream> open, CancellationToken cancellation) => session.PutContentAsync(_store, blob, open, cancellation);

    public Task PutManifestAsync(Descriptor manifest, byte[] content, CancellationToken cancellation) => PutAsync(manifest, () => new MemoryStream(content), cancellation);

    public async Task<(string MediaType, byte[] Content)> ManifestAsync(CancellationToken cancellation)
    {
        var content = await ManifestAsync(new Descriptor { Digest = manifest }, cancellation);
        using var json = System.Text.Json.JsonDocument.Parse(content);
        return (json.RootElement.TryGetProperty("mediaType", out var type) ? type.GetString() ?? "" : MediaTypes.OciIndex, content);
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

    public Task<Stream> OpenAsync(Descriptor blob, long from, CancellationToken cancellation) => session.OpenContentAsync(_store, blob.Digest, from, cancellation);
}
