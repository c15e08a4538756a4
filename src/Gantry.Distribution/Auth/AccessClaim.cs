using Gantry.Distribution.Routing;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Auth;

/// <summary>A right: to do something with a repository or with the registry.</summary>
/// <param name="Type">"repository" or "registry".</param>
/// <param name="Name">The repository, or "catalog".</param>
/// <param name="Actions">"pull", "push", "delete"; "*" is all.</param>
internal sealed record AccessClaim(string Type, string Name, IReadOnlyList<string> Actions)
{
    /// <summary>The rights a request needs; none to learn that the registry is one.</summary>
    public static IReadOnlyList<AccessClaim> NeededBy(Exchange exchange)
    {
        var route = exchange.Route;
        switch (route.Kind)
        {
            case RouteKind.Base:
                return [];
            case RouteKind.Catalog:
                return [new AccessClaim("registry", "catalog", ["*"])];
        }

        IReadOnlyList<string> actions = exchange.Method switch
        {
            "GET" or "HEAD" => ["pull"],
            "DELETE" when route.Kind != RouteKind.Upload => ["delete"],
            _ => ["pull", "push"],
        };
        var own = new AccessClaim("repository", route.Name, actions);
        return HttpMethods.IsPost(exchange.Method) && exchange.Query("mount") is not null && exchange.Query("from") is { Length: > 0 } other
            ? [own, new AccessClaim("repository", other, ["pull"])]
            : [own];
    }

    /// <summary>Whether what is needed is among what is granted.</summary>
    public bool IsGrantedBy(IReadOnlyList<AccessClaim> granted) => Actions.All(action =>
        granted.Any(claim => claim.Type == Type && claim.Name == Name && (claim.Actions.Contains(action) || claim.Actions.Contains("*"))));

    /// <inheritdoc/>
    public override string ToString() => $"{Type}:{Name}:{string.Join(',', Actions)}";
}
