using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Containers;
using Gantry.Engine.Stats;
using Gantry.Oci.Errors;

namespace Gantry.Api.Stats;

/// <summary>What containers use.</summary>
internal static class StatsRoutes
{
    public static void Map(Router router, IContainers containers) => router.Get("/containers/{id}/stats", c => StatsAsync(c, containers));

    private static Task StatsAsync(ApiContext context, IContainers containers)
    {
        const int FirstWithOneShot = 41;
        var container = containers.Find(context["id"]);
        var stream = context.Flag("stream", otherwise: true);
        var once = context.Version.Minor >= FirstWithOneShot && context.Flag("one-shot");
        if (stream && once)
            throw new GantryException(ErrorKind.Invalid, "cannot have stream=true and one-shot=true");
        if (stream)
            return StreamAsync(context, containers, container);
        return once
            ? context.JsonAsync(StatsAnswer.Of(null, containers.Stats.Now(container.Id), null), ApiJson.Default.StatsAnswer)
            : PairAsync(context, containers, container);
    }

    /// <summary>One answer with two samples, a second apart; at once for a container that does not run.</summary>
    private static async Task PairAsync(ApiContext context, IContainers containers, Container container)
    {
        StatsSample? before = null;
        await foreach (var sample in containers.Stats.Follow(container.Id, context.Aborted))
        {
            if (sample is null || before is not null)
            {
                await context.JsonAsync(StatsAnswer.Of(container, sample, before), ApiJson.Default.StatsAnswer);
                return;
            }

            before = sample;
        }

        throw new GantryException(ErrorKind.NotFound, $"No such container: {context["id"]}");
    }

    private static async Task StreamAsync(ApiContext context, IContainers containers, Container container)
    {
        var samples = containers.Stats.Follow(container.Id, context.Aborted);
        context.Http.Response.ContentType = "application/json";
        StatsSample? before = null;
        await foreach (var sample in samples)
        {
            await JsonAnswer.WriteLineAsync(context.Http, StatsAnswer.Of(container, sample, before), ApiJson.Default.StatsAnswer, "\n"u8.ToArray(), context.Aborted);
            before = sample;
        }
    }
}
