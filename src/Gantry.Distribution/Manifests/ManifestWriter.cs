using Gantry.Distribution.Errors;
using Gantry.Distribution.Routing;
using Gantry.Distribution.Storage;
using Gantry.Oci.Images;
using Gantry.Oci.References;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gantry.Distribution.Manifests;

/// <summary>Takes manifests in. All they name must be here, for who pulls finds them whole; content comes before names, names before tags.</summary>
internal sealed class ManifestWriter(RegistryStore store)
{
    /// <summary>The largest manifest in bytes; the specification asks for at least this much.</summary>
    public const int Limit = 4 << 20;

    public async Task Take(Exchange exchange)
    {
        var repository = store.Repository(exchange.Route.Name);
        var reference = exchange.Route.Argument;
        var body = await ReadAsync(exchange);
        Digest digest;
        StringValues tags;
        if (reference.Contains(':', StringComparison.Ordinal))
        {
            digest = Exchange.Digest(reference);
            if (BlobStore.Hash(body, digest.Algorithm) != digest)
                throw Refusals.DigestInvalid($"the manifest is not {digest}");
            tags = exchange.Request.Query["tag"];
        }
        else
        {
            digest = Digest.Of(body);
            tags = reference;
        }

        foreach (var tag in tags)
        {
            if (!Grammar.IsTag(tag ?? ""))
                throw Refusals.TagInvalid(tag ?? "");
        }

        var manifest = ManifestContent.Read(body, exchange.Request.ContentType?.Split(';')[0].Trim());
        await StoreAsync(repository, manifest, body, digest, tags);

        var headers = exchange.Response.Headers;
        headers.Location = $"/v2/{repository.Name}/manifests/{digest}";
        headers["Docker-Content-Digest"] = digest.Value;
        if (manifest.Subject is { } subject)
            headers["OCI-Subject"] = subject.Digest.Value;
        if (tags.Count > 0 && tags[0] != reference)
            headers["OCI-Tag"] = string.Join(", ", tags.ToArray());
        await exchange.Status(StatusCodes.Status201Created);
    }

    private async Task StoreAsync(Repository repository, ManifestContent manifest, byte[] body, Digest digest, StringValues tags)
    {
        using var needed = store.Gate.Need([digest, .. manifest.Blobs.Select(blob => blob.Digest)]);
        foreach (var blob in manifest.Blobs)
        {
            // A blob with addresses of its own may be kept elsewhere only.
            if (!(repository.HasBlob(blob.Digest) && store.Blobs.Size(blob.Digest) is not null) && blob.Urls is not { Count: > 0 })
                throw Refusals.ManifestBlobUnknown(blob.Digest.Value);
            repository.TouchBlob(blob.Digest);
        }

        foreach (var inner in manifest.Manifests)
        {
            if (repository.MediaType(inner.Digest) is null)
                throw Refusals.ManifestBlobUnknown(inner.Digest.Value);
        }

        await store.Blobs.AddAsync(body, digest);
        await repository.AddManifestAsync(digest, manifest.MediaType, manifest.Subject?.Digest, manifest.Describe(digest, body.Length), tags!);

        // A collection that began before the manifest had its name does not know it. That may be long ago, where naming takes its time.
        store.Blobs.Touch(digest);
        foreach (var blob in manifest.Blobs)
            repository.TouchBlob(blob.Digest);
    }

    private static async Task<byte[]> ReadAsync(Exchange exchange)
    {
        if (exchange.Request.ContentLength > Limit)
            throw Refusals.ManifestTooLarge(Limit);
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await exchange.Request.Body.ReadAsync(buffer, exchange.Gone) is > 0 and var count)
        {
            if (body.Length + count > Limit)
                throw Refusals.ManifestTooLarge(Limit);
            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }
}
