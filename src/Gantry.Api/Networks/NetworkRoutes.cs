using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Networks;
using Gantry.Network;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Networks;

/// <summary>Networks.</summary>
internal static class NetworkRoutes
{
    public static void Map(Router router, INetworks networks)
    {
        router.Get("/networks", c => ListAsync(c, networks));
        router.Get("/networks/{id}", c => InspectAsync(c, networks));
        router.Post("/networks/create", c => CreateAsync(c, networks));
        router.Post("/networks/prune", c => PruneAsync(c, networks));
        router.Post("/networks/{id}/connect", async c =>
        {
            var body = await c.BodyAsync(ApiJson.Default.ConnectBody);
            await networks.ConnectAsync(c["id"], body.Container, body.EndpointConfig, c.Http.RequestAborted);
            await c.StatusAsync(StatusCodes.Status200OK);
        });
        router.Post("/networks/{id}/disconnect", async c =>
        {
            var body = await c.BodyAsync(ApiJson.Default.DisconnectBody);
            await networks.DisconnectAsync(c["id"], body.Container, body.Force, c.Http.RequestAborted);
            await c.StatusAsync(StatusCodes.Status200OK);
        });
        router.Delete("/networks/{id}", async c =>
        {
            await networks.RemoveAsync(c["id"], c.Http.RequestAborted);
            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
    }

    private static Task ListAsync(ApiContext context, INetworks networks)
    {
        var filters = Filters.Read(context, "dangling", "driver", "id", "label", "name", "scope", "type");
        foreach (var type in filters["type"])
            if (type is not ("builtin" or "custom"))
                throw new GantryException(ErrorKind.Invalid, $"invalid filter: 'type'='{type}'");
        var dangling = Dangling(filters);
        var found = networks.All.Where(n =>
            filters.Any("driver", driver => driver == n.Driver)
            && filters.Any("name", name => n.Name.Contains(name, StringComparison.Ordinal))
            && filters.Any("id", id => n.Id.Contains(id, StringComparison.Ordinal))
            && filters.Any("scope", scope => scope == n.Scope)
            && filters.Any("type", type => type == "builtin" == IsBuiltin(n))
            && (dangling is null || dangling != IsBuiltin(n))
            && filters.Labels(n.Labels));
        return context.JsonAsync([.. found.Select(n => NetworkInspection.Of(n, []))], ApiJson.Default.ListNetworkInspection);
    }

    /// <summary>Docker reads this flag otherwise than those of volumes and images, and says so in other words.</summary>
    private static bool? Dangling(Filters filters) => filters["dangling"] switch
    {
        [] => null,
        ["1" or "true"] => true,
        ["0" or "false"] => false,
        [_] => throw new GantryException(ErrorKind.Invalid, "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")"),
        _ => throw new GantryException(ErrorKind.Invalid, "got more than one value for filter key \"dangling\""),
    };

    private static Task InspectAsync(ApiContext context, INetworks networks)
    {
        var network = networks.Find(context["id"]);
        if (context.Query("scope") is { Length: > 0 } scope && scope != network.Scope)
            throw new GantryException(ErrorKind.NotFound, $"network {context["id"]} not found");
        return context.JsonAsync(NetworkInspection.Of(network, networks.MembersOf(network)), ApiJson.Default.NetworkInspection);
    }

    private static async Task CreateAsync(ApiContext context, INetworks networks)
    {
        var body = await context.BodyAsync(ApiJson.Default.NetworkBody);
        var made = await networks.CreateAsync(body.ToRequest(context.Version), context.Http.RequestAborted);
        await context.JsonAsync(new NetworkCreateAnswer(made.Id, ""), ApiJson.Default.NetworkCreateAnswer, StatusCodes.Status201Created);
    }

    private static async Task PruneAsync(ApiContext context, INetworks networks)
    {
        var filters = Filters.Read(context, "label", "label!", "until");
        var until = filters.Until();
        var removed = await networks.PruneAsync(n => (until is null || n.Created < until) && filters.Labels(n.Labels), context.Http.RequestAborted);
        await context.JsonAsync(new NetworkPruneAnswer(removed.Count == 0 ? null : removed), ApiJson.Default.NetworkPruneAnswer);
    }

    private static bool IsBuiltin(NetworkInfo network) => network.Name is "bridge" or "host" or "none";
}
