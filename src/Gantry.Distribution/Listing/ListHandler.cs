using Gantry.Distribution.Errors;
using Gantry.Distribution.Json;
using Gantry.Distribution.Routing;
using Gantry.Distribution.Storage;
using Gantry.Distribution.Upstream;
using Gantry.Oci.Images;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Listing;

/// <summary>Tells what there is: repositories, tags, and manifests that speak about another.</summary>
/// <param name="store">The files.</param>
/// <param name="cache">Asks the registry this one is a cache of; null: it is none.</param>
internal sealed class ListHandler(RegistryStore store, PullThroughCache? cache)
{
    /// <summary><c>/v2/_catalog</c></summary>
    public Task Catalog(Exchange exchange)
    {
        OnlyReading(exchange);
        return exchange.Json(new Catalog(Page.Of(exchange, store.Names())), DistributionJson.Default.Catalog);
    }

    /// <summary><c>/v2/NAME/tags/list</c></summary>
    public async Task Tags(Exchange exchange)
    {
        OnlyReading(exchange);
        var repository = store.Repository(exchange.Route.Name);
        if (cache is null && !repository.Exists)
            throw Refusals.NameUnknown(repository.Name);
        var tags = cache is null ? repository.Tags() : await cache.TagsAsync(repository, exchange.Gone);
        await exchange.Json(new TagList(repository.Name, Page.Of(exchange, tags)), DistributionJson.Default.TagList);
    }

    /// <summary><c>/v2/NAME/referrers/DIGEST</c></summary>
    public async Task Referrers(Exchange exchange)
    {
        OnlyReading(exchange);
        var (repository, subject) = (store.Repository(exchange.Route.Name), Exchange.Digest(exchange.Route.Argument));
        var referrers = cache is null ? repository.Referrers(subject) : await cache.ReferrersAsync(repository, subject, exchange.Gone);
        if (exchange.Query("artifactType") is { Length: > 0 } type)
        {
            referrers = [.. referrers.Where(referrer => referrer.ArtifactType == type)];
            exchange.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        }

        await exchange.Json(new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = referrers }, OciJson.Plain.ImageIndex, MediaTypes.OciIndex);
    }

    private static void OnlyReading(Exchange exchange)
    {
        if (!HttpMethods.IsGet(exchange.Method) && !HttpMethods.IsHead(exchange.Method))
            throw Refusals.MethodNotAllowed();
    }
}
