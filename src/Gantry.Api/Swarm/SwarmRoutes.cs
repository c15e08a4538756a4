using Gantry.Api.Routing;
using Gantry.Oci.Errors;

namespace Gantry.Api.Swarm;

/// <summary>What Docker answers about swarms on a node that is part of none. Clients ask for these to find out, and to clean up after themselves.</summary>
internal static class SwarmRoutes
{
    private const string NoManager = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    private static readonly string[] Collections = ["services", "nodes", "secrets", "configs"];

    public static void Map(Router router)
    {
        router.Post("/swarm/leave", _ => throw new GantryException(ErrorKind.Unavailable, "This node is not part of a swarm"));
        router.Get("/swarm", Refuse);
        router.Get("/swarm/unlockkey", Refuse);
        router.Post("/swarm/update", Refuse);
        router.Post("/swarm/unlock", Refuse);
        foreach (var collection in Collections)
        {
            router.Get($"/{collection}", Refuse);
            router.Get($"/{collection}/{{id}}", Refuse);
            router.Delete($"/{collection}/{{id}}", Refuse);
            router.Post($"/{collection}/{{id}}/update", Refuse);
            if (collection != "nodes")
                router.Post($"/{collection}/create", Refuse);
        }

        router.Get("/services/{id}/logs", RefuseLogs);
        router.Get("/tasks", Refuse);
        router.Get("/tasks/{id}", Refuse);
        router.Get("/tasks/{id}/logs", RefuseLogs);
    }

    private static Task Refuse(ApiContext context) => throw new GantryException(ErrorKind.Unavailable, NoManager);

    private static Task RefuseLogs(ApiContext context) => context.Flag("stdout") || context.Flag("stderr")
        ? Refuse(context)
        : throw new GantryException(ErrorKind.Internal, "Bad parameters: you must choose at least one stream");
}
