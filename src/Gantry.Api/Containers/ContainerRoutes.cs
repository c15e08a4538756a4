using Gantry.Api.Hijack;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Containers;
using Gantry.Engine.Images;
using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Containers;

/// <summary>Containers, but for their streams.</summary>
internal static class ContainerRoutes
{
    public static void Map(Router router, IContainers containers, IImages images, Deliveries deliveries)
    {
        router.Post("/containers/create", c => CreateAsync(c, containers));
        router.Get("/containers/json", c => ListAsync(c, containers, images));
        router.Get("/containers/{id}/json", c => InspectAsync(c, containers));
        router.Post("/containers/{id}/start", async c =>
        {
            if (c.Http.Request.ContentLength is > 7 || c.Http.Request.Headers.TransferEncoding.Count > 0)
                throw new GantryException(ErrorKind.Invalid, "starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24");
            await containers.StartAsync(c["id"], CancellationToken.None);
            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
        router.Post("/containers/{id}/stop", async c =>
        {
            await containers.StopAsync(c["id"], c.Number("t"), c.Version.Minor >= 42 ? c.Query("signal") : null, CancellationToken.None);
            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
        router.Post("/containers/{id}/restart", async c =>
        {
            await containers.RestartAsync(c["id"], c.Number("t"), c.Version.Minor >= 42 ? c.Query("signal") : null, CancellationToken.None);
            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
        router.Post("/containers/{id}/kill", async c =>
        {
            try
            {
                await containers.KillAsync(c["id"], c.Query("signal"), c.Aborted);
            }
            catch (GantryException e) when (!e.Message.StartsWith("cannot kill container", StringComparison.Ordinal))
            {
                throw new GantryException(e.Kind, $"cannot kill container: {c["id"]}: {e.Message}", e);
            }

            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
        router.Post("/containers/{id}/pause", async c =>
        {
            await containers.PauseAsync(c["id"], c.Aborted);
            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
        router.Post("/containers/{id}/unpause", async c =>
        {
            await containers.UnpauseAsync(c["id"], c.Aborted);
            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
        router.Post("/containers/{id}/update", async c =>
        {
            var warnings = await containers.UpdateAsync(c["id"], CreateCompatibility.Update(await c.BodyAsync(ApiJson.Default.HostConfig), c.Version.Minor), c.Aborted);
            await c.JsonAsync(new UpdateAnswer(warnings.Count > 0 ? warnings : null), ApiJson.Default.UpdateAnswer);
        });
        router.Post("/containers/prune", async c =>
        {
            var filters = Filters.Read(c, "label", "label!", "until");
            var until = filters.Until();
            var pruned = await containers.PruneAsync(p => filters.Labels(p.Config.Labels) && (until is null || p.Created < until), c.Aborted);
            await c.JsonAsync(new ContainerPruneAnswer(pruned.Ids.Count > 0 ? pruned.Ids : null, pruned.ReclaimedBytes), ApiJson.Default.ContainerPruneAnswer);
        });
        router.Post("/containers/{id}/rename", async c =>
        {
            await containers.RenameAsync(c["id"], c.Query("name") ?? "", c.Aborted);
            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
        router.Delete("/containers/{id*}", async c =>
        {
            if (c.Flag("link"))
                await containers.RemoveLinkAsync(c["id"]);
            else
                await containers.RemoveAsync(c["id"], c.Flag("force"), c.Flag("v"), CancellationToken.None);
            await c.StatusAsync(StatusCodes.Status204NoContent);
        });
        router.Post("/containers/{id}/resize", async c =>
        {
            await containers.ResizeAsync(c["id"], c.Size("h", "height"), c.Size("w", "width"), c.Aborted);
            await c.StatusAsync(StatusCodes.Status200OK);
        });
        router.Get("/containers/{id}/top", async c =>
        {
            var table = await containers.TopAsync(c["id"], c.Query("ps_args"), c.Aborted);
            await c.JsonAsync(new TopAnswer(table.Processes, table.Titles), ApiJson.Default.TopAnswer);
        });
        router.Post("/containers/{id}/wait", c => WaitAsync(c, containers, deliveries));
    }

    private static async Task CreateAsync(ApiContext context, IContainers containers)
    {
        var body = await context.BodyAsync(ApiJson.Default.CreateBody);
        var request = CreateCompatibility.Apply(
            body.ToRequest(context.Query("name"), context.Query("platform")), context.Version.Minor, CgroupLayout.Mode == CgroupMode.Unified);
        var created = await containers.CreateAsync(request, context.Aborted);
        await context.JsonAsync(new CreateAnswer(created.Id, [.. created.Warnings, .. CreateCompatibility.Warnings(request, context.Version.Minor)]), ApiJson.Default.CreateAnswer, StatusCodes.Status201Created);
    }

    private static async Task ListAsync(ApiContext context, IContainers containers, IImages images)
    {
        var found = ContainerFilters.Apply(context, containers, images);
        var list = new List<ContainerSummary>();
        var summaries = new ContainerSummaries(containers, images, context.Version.Minor);
        foreach (var container in found)
            list.Add(summaries.Of(container, context.Flag("size") ? await containers.SizeAsync(container.Id, context.Aborted) : null));
        await context.JsonAsync(list, ApiJson.Default.ListContainerSummary);
    }

    private static async Task InspectAsync(ApiContext context, IContainers containers)
    {
        var container = containers.Find(context["id"]);
        (long, long)? size = context.Flag("size") ? await containers.SizeAsync(container.Id, context.Aborted) : null;
        await context.JsonAsync(ContainerInspection.Of(container, containers.LinksOf(container), containers.ExecIds(container.Id), containers.Trees.DirectoriesOf(container.Id), size), ApiJson.Default.ContainerInspection);
    }

    /// <summary>The headers go out before the wait, so that a client knows it has begun before it starts the container.</summary>
    private static async Task WaitAsync(ApiContext context, IContainers containers, Deliveries deliveries)
    {
        var condition = context.Query("condition") switch
        {
            null or "" or "not-running" => WaitCondition.NotRunning,
            "next-exit" => WaitCondition.NextExit,
            "removed" => WaitCondition.Removed,
            var other => throw new GantryException(ErrorKind.Invalid, $"invalid condition: \"{other}\""),
        };
        var container = containers.Find(context["id"]);
        var wait = containers.WaitAsync(container.Id, condition, context.Aborted);
        var runs = !(wait.IsCompleted && container.State.Status == ContainerStatus.Created);
        context.Http.Response.ContentType = "application/json";
        await context.Http.Response.StartAsync(context.Aborted);
        await context.Http.Response.Body.FlushAsync(context.Aborted);
        var result = await wait;
        if (runs)
            await deliveries.EndAsync(container.Id);
        var answer = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            new WaitAnswer(result.ExitCode, result.Error is { } error ? new WaitError(error) : null), ApiJson.Default.WaitAnswer);
        await context.Http.Response.Body.WriteAsync((byte[])[.. answer, (byte)'\n'], context.Aborted);
    }
}
