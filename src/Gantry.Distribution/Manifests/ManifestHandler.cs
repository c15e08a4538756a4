using Gantry.Distribution.Errors;
using Gantry.Distribution.Routing;
using Gantry.Distribution.Storage;
using Gantry.Distribution.Upstream;
using Gantry.Oci.Images;
using Gantry.Oci.References;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Manifests;

/// <summary><c>/v2/NAME/manifests/REFERENCE</c>: gives manifests out by tag or digest, and removes tags and manifests.</summary>
/// <param name="store">The files.</param>
/// <param name="cache">Fetches what is not here; null: nothing does.</param>
internal sealed class ManifestHandler(RegistryStore store, PullThroughCache? cache)
{
    private readonly ManifestWriter writer = new(store);

    public Task Handle(Exchange exchange) => exchange.Method switch
    {
        "GET" or "HEAD" => Give(exchange),
        "PUT" => writer.Take(exchange),
        "DELETE" => Remove(exchange),
        _ => throw Refusals.MethodNotAllowed(),
    };

    private async Task Give(Exchange exchange)
    {
        var repository = store.Repository(exchange.Route.Name);
        var reference = exchange.Route.Argument;
        var digest = await FindAsync(repository, reference, exchange.Gone) ?? throw Refusals.ManifestUnknown(reference);
        if (repository.MediaType(digest) is not { } mediaType || await store.Blobs.ReadAsync(digest) is not { } content)
            throw Refusals.ManifestUnknown(reference);
        var headers = exchange.Response.Headers;
        headers["Docker-Content-Digest"] = digest.Value;
        headers.ETag = $"\"{digest}\"";
        if (exchange.Request.Headers.IfNoneMatch == headers.ETag)
            await exchange.Status(StatusCodes.Status304NotModified);
        else
            await exchange.Bytes(content, mediaType);
    }

    private async Task<Digest?> FindAsync(Repository repository, string reference, CancellationToken cancellation)
    {
        if (IsDigest(reference))
        {
            var digest = Exchange.Digest(reference);
            if (cache is not null)
                await cache.EnsureAsync(repository, digest, cancellation);
            return digest;
        }

        return !Grammar.IsTag(reference) ? null
            : cache is not null ? await cache.ResolveAsync(repository, reference, cancellation)
            : repository.Resolve(reference);
    }

    private async Task Remove(Exchange exchange)
    {
        var repository = store.Repository(exchange.Route.Name);
        var reference = exchange.Route.Argument;
        var removed = IsDigest(reference)
            ? await ManifestRemoval.RunAsync(store, repository, Exchange.Digest(reference), null)
            : Grammar.IsTag(reference) && await repository.RemoveTagAsync(reference);
        if (!removed)
            throw repository.Exists ? Refusals.ManifestUnknown(reference) : Refusals.NameUnknown(repository.Name);
        await exchange.Status(StatusCodes.Status202Accepted);
    }

    private static bool IsDigest(string reference) => reference.Contains(':', StringComparison.Ordinal);
}
