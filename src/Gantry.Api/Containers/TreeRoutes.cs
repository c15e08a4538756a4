using System.Text.Json;

using Gantry.Api.Host;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Trees;
using Gantry.Oci.Errors;
using Gantry.Oci.References;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Containers;

/// <summary>Containers' file systems: changes, export, copies out and in, commit.</summary>
internal static class TreeRoutes
{
    private const string StatHeader = "X-Docker-Container-Path-Stat";

    public static void Map(Router router, IContainers containers)
    {
        var trees = containers.Trees;
        router.Get("/containers/{id}/changes", c =>
        {
            var changes = trees.Changes(c["id"]);
            return c.JsonAsync([.. changes.Select(x => new ChangeAnswer(x.Path, (int)x.Kind))], ApiJson.Default.ListChangeAnswer);
        });
        router.Get("/containers/{id}/export", async c =>
        {
            var write = trees.Export(c["id"]);
            c.Http.Response.ContentType = "application/octet-stream";
            await write(c.Http.Response.Body, c.Aborted);
        });
        router.Map("HEAD", "/containers/{id}/archive", async c =>
        {
            Describe(c, await trees.StatAsync(c["id"], Path(c), c.Aborted));
            await c.StatusAsync(StatusCodes.Status200OK);
        });
        router.Get("/containers/{id}/archive", async c =>
        {
            using var archive = await trees.OpenAsync(c["id"], Path(c), c.Aborted);
            Describe(c, archive.Stat);
            c.Http.Response.ContentType = "application/x-tar";
            await archive.WriteAsync(c.Http.Response.Body, c.Aborted);
        });
        router.Map("PUT", "/containers/{id}/archive", async c =>
        {
            await using var body = c.Upload;
            await trees.ExtractAsync(c["id"], Path(c), body, c.Flag("noOverwriteDirNonDir"), c.Flag("copyUIDGID"), c.Aborted);
            await c.StatusAsync(StatusCodes.Status200OK);
        });
        router.Post("/commit", c => CommitAsync(c, trees));
    }

    private static async Task CommitAsync(ApiContext context, IContainerTrees trees)
    {
        var body = await context.BodyAsync(ApiJson.Default.CreateBody, optional: true);
        var request = new CommitRequest
        {
            Repository = context.Query("repo") ?? "",
            Tag = context.Query("tag") ?? "",
            Author = context.Query("author") ?? "",
            Comment = context.Query("comment") ?? "",
            Pause = context.Flag("pause", otherwise: true),
            Changes = [.. context.Http.Request.Query["changes"].Select(c => c ?? "")],
            Config = body == new CreateBody() ? null : body.ToRequest(name: null, platform: null).Config,
            EngineVersion = SystemRoutes.EngineVersion,
        };
        if (request.Repository.Length > 0)
            Reference.Parse(request.Tag.Length > 0 ? $"{request.Repository}:{request.Tag}" : request.Repository);
        var id = await trees.CommitAsync(context.Query("container") ?? "", request, context.Aborted);
        await context.JsonAsync(new IdAnswer(id), ApiJson.Default.IdAnswer, StatusCodes.Status201Created);
    }

    private static string Path(ApiContext context) => context.Query("path") is { Length: > 0 } path
        ? path
        : throw new GantryException(ErrorKind.Invalid, "bad parameter: 'path' cannot be empty");

    private static void Describe(ApiContext context, PathStat stat) =>
        context.Http.Response.Headers[StatHeader] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(PathStatAnswer.Of(stat), ApiJson.Default.PathStatAnswer));
}
