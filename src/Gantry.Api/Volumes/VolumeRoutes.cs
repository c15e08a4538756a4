using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Volumes;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Volumes;

/// <summary>Volumes.</summary>
internal static class VolumeRoutes
{
    public static void Map(Router router, IVolumes volumes)
    {
        router.Get("/volumes", c => ListAsync(c, volumes));
        router.Get("/volumes/{name}", async c => await c.JsonAsync(VolumeAnswer.Of(await volumes.FindAsync(c["name"], c.Aborted)), ApiJson.Default.VolumeAnswer));
        router.Post("/volumes/create", async c =>
        {
            var body = await c.BodyAsync(ApiJson.Default.VolumeBody);
            await c.JsonAsync(VolumeAnswer.Of(await volumes.CreateAsync(body.ToRequest(), c.Aborted)), ApiJson.Default.VolumeAnswer, StatusCodes.Status201Created);
        });
        router.Post("/volumes/prune", c => PruneAsync(c, volumes));
        router.Delete("/volumes/{name}", async c =>
        {
            await volumes.RemoveAsync(c["name"], c.Flag("force"), c.Aborted);
            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
    }

    private static async Task ListAsync(ApiContext context, IVolumes volumes)
    {
        var filters = Filters.Read(context, "dangling", "driver", "label", "label!", "name");
        var dangling = filters.Flag("dangling");
        var listing = await volumes.ListAsync(context.Aborted);
        var found = listing.Volumes.Where(v =>
            filters.Any("name", n => v.Name.Contains(n, StringComparison.Ordinal))
            && filters.Any("driver", d => d == v.Driver)
            && filters.Labels(v.Labels)
            && (dangling is null || dangling == (volumes.UsersOf(v.Name) == 0)));
        await context.JsonAsync(new VolumeListAnswer([.. found.Select(v => VolumeAnswer.Of(v with { Status = null }))], listing.Warnings.Count == 0 ? null : listing.Warnings), ApiJson.Default.VolumeListAnswer);
    }

    /// <summary>Volumes with a name go only when all are asked for; clients from before 1.42 know no difference.
    /// Those with options stay: what is behind them is not this engine's.</summary>
    private static Task PruneAsync(ApiContext context, IVolumes volumes)
    {
        const int FirstWithAll = 42;
        var filters = Filters.Read(context, "all", "label", "label!");
        if (filters["all"].Count > 1)
            throw new GantryException(ErrorKind.Invalid, $"invalid filter 'all=[{string.Join(' ', filters["all"])}]': only one value is expected");
        var all = context.Version.Minor < FirstWithAll || filters.Flag("all") == true;
        var pruned = volumes.Prune(v => (all || v.IsAnonymous) && v.Options is null && filters.Labels(v.Labels));
        return context.JsonAsync(new VolumePruneAnswer(pruned.Names, pruned.ReclaimedBytes), ApiJson.Default.VolumePruneAnswer);
    }
}
