using Gantry.Distribution.Errors;
using Gantry.Distribution.Json;
using Gantry.Distribution.Routing;
using Gantry.Distribution.Storage;
using Gantry.Oci.Images;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Listing;

/// <summary>Tells what there is: repositories, tags, and manifests that speak about another.</summary>
internal sealed class ListHandler(RegistryStore store)
{
    /// <summary><c>/v2/_catalog</c></summary>
    public Task Catalog(Exchange exchange)
    {
        OnlyReading(exchange);
        return exchange.Json(new Catalog(Page.Of(exchange, store.Names())), DistributionJson.Default.Catalog);
    }

    /// <summary><c>/v2/NAME/tags/list</c></summary>
    public Task Tags(Exchange exchange)
    {
        OnlyReading(exchange);
        var repository = store.Repository(exchange.Route.Name);
        if (!repository.Exists)
            throw Refusals.NameUnknown(repository.Name);
        return exchange.Json(new TagList(repository.Name, Page.Of(exchange, repository.Tags())), DistributionJson.Default.TagList);
    }

    /// <summary><c>/v2/NAME/referrers/DIGEST</c></summary>
    public Task Referrers(Exchange exchange)
    {
        OnlyReading(exchange);
        var referrers = store.Repository(exchange.Route.Name).Referrers(Exchange.Digest(exchange.Route.Argument));
        if (exchange.Query("artifactType") is { Length: > 0 } type)
        {
            referrers = [.. referrers.Where(referrer => referrer.ArtifactType == type)];
            exchange.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        }

        return exchange.Json(new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = referrers }, OciJson.Plain.ImageIndex, MediaTypes.OciIndex);
    }

    private static void OnlyReading(Exchange exchange)
    {
        if (!HttpMethods.IsGet(exchange.Method) && !HttpMethods.IsHead(exchange.Method))
            throw Refusals.MethodNotAllowed();
    }
}
