
using Gantry.Api.Host;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Images;
using Gantry.Engine.Images.Pulls;
using Gantry.Engine.Images.Pushes;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Errors;
using Gantry.Storage.Images;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Images;

/// <summary>Images.</summary>
internal static class ImageRoutes
{
    public static void Map(Router router, IImages images)
    {
        router.Get("/images/json", c =>
        {
            var shared = c.Flag("shared-size") ? images.SharedSizes() : null;
            return c.JsonAsync([.. ImageFilters.Apply(c, images).Select(i => ImageSummary.Of(i, images, shared, c.Version))], ApiJson.Default.ListImageSummary);
        });
        router.Post("/images/create", c => CreateAsync(c, images));
        router.Post("/images/prune", c => PruneAsync(c, images));
        router.Post("/images/load", c => LoadAsync(c, images));
        router.Get("/images/get", c => SaveAsync(c, images, [.. c.Http.Request.Query["names"].SelectMany(n => (n ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))]));
        router.Get("/images/{name*}/get", c => SaveAsync(c, images, [c["name"]]));
        router.Get("/images/{name*}/json", c => c.JsonAsync(ImageInspection.Of(Find(c, images, since: 49), images, c.Version), ApiJson.Default.ImageInspection));
        router.Get("/images/{name*}/history", c => c.JsonAsync(
            [.. images.History(Find(c, images, since: 48).Id.ToString()).Select(h => new HistoryItem(h.Comment, h.Created, h.CreatedBy, h.Id, h.Size, h.Tags is { Count: > 0 } tags ? tags : null))],
            ApiJson.Default.ListHistoryItem));
        router.Post("/images/{name*}/push", c => PushAsync(c, images));
        router.Post("/images/{name*}/tag", c =>
        {
            var repository = c.Query("repo") ?? "";
            images.Tag(c["name"], c.Query("tag") is { Length: > 0 } tag ? $"{repository}:{tag}" : repository);
            return c.StatusAsync(StatusCodes.Status201Created);
        });
        router.Delete("/images/{name*}", async c =>
        {
            if (string.IsNullOrWhiteSpace(c["name"])) throw new GantryException(ErrorKind.Invalid, "image name cannot be blank");
            var deleted = await images.RemoveAsync(c["name"], c.Flag("force"), !c.Flag("noprune"), c.Aborted);
            await c.JsonAsync([.. deleted.Select(DeletionItem.Of)], ApiJson.Default.ListDeletionItem);
        });
    }

    /// <summary>The image a request names, which must be of the platform it names, if any.</summary>
    /// <param name="context">The request.</param>
    /// <param name="images">The images.</param>
    /// <param name="since">The version that brought the parameter.</param>
    private static ImageRecord Find(ApiContext context, IImages images, int since)
    {
        var image = images.Find(context["name"]);
        if (PlatformQuery.Read(context, since) is { } platform) PlatformChoice.Check(image, context["name"], platform);
        return image;
    }

    private static async Task CreateAsync(ApiContext context, IImages images)
    {
        if (context.Query("fromImage") is { Length: > 0 } wanted)
        {
            await PullAsync(context, images, wanted);
            return;
        }

        var source = context.Query("fromSrc") is { Length: > 0 } given ? given : throw new GantryException(ErrorKind.Internal, "Get \"http:\": http: no Host in request URL");
        var options = new ImportOptions
        {
            Repository = context.Query("repo") ?? "",
            Tag = context.Query("tag") ?? "",
            Message = context.Query("message") ?? "",
            EngineVersion = SystemRoutes.EngineVersion,
            Changes = [.. context.Http.Request.Query["changes"].Select(c => c ?? "")],
            Platform = context.Query("platform") is { Length: > 0 } platform ? Platform.Parse(platform) : null,
        };
        if (options.Repository.Length > 0)
            Reference.Parse(options.Tag.Length > 0 ? $"{options.Repository}:{options.Tag}" : options.Repository);
        var lines = new ProgressLines(context);
        await lines.RunAsync(async () =>
        {
            string id;
            if (source == "-")
            {
                await using var body = context.Upload;
                id = await images.ImportAsync(body, options, context.Aborted);
            }
            else
            {
                using var client = new HttpClient();
                await using var body = await GetAsync(client, source.Contains("://", StringComparison.Ordinal) ? source : "http://" + source, context.Aborted);
                id = await images.ImportAsync(body, options, context.Aborted);
            }

            await lines.WriteAsync(new StreamLine { status = id });
        });
    }

    private static async Task<Stream> GetAsync(HttpClient client, string address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        try
        {
            return await client.GetStreamAsync(request.RequestUri!, cancellation);
        }
        catch (HttpRequestException fault) when (fault.StatusCode is null)
        {
            throw ConnectionFaults.Of(request, fault);
        }
    }

    private static async Task PullAsync(ApiContext context, IImages images, string wanted)
    {
        var tag = context.Query("tag") ?? "";
        var name = Reference.Parse(tag.Length == 0 ? wanted : tag.Contains(':', StringComparison.Ordinal) ? $"{wanted}@{tag}" : $"{wanted}:{tag}");
        var request = new PullRequest(
            name,
            name.IsNameOnly,
            context.Query("platform") is { Length: > 0 } platform ? Platform.Parse(platform) : null,
            RegistryCredentials.Decode(context.Http.Request.Headers["X-Registry-Auth"]));
        var lines = new ProgressLines(context);
        var queue = new QueuedLines(lines);
        await lines.RunAsync(() => queue.RunAsync(() => images.PullAsync(request, new PullLines(queue), context.Aborted)));
    }

    private static async Task PushAsync(ApiContext context, IImages images)
    {
        var tag = context.Query("tag") ?? "";
        var name = Reference.Parse(context["name"]);
        if (tag.Length > 0) name = name.WithTag(tag);
        if (PlatformQuery.Read(context, 46) is { } platform)
        {
            var one = name.WithDefaultTag().Familiar;
            PlatformChoice.Check(images.Find(one), one, platform);
        }

        var request = new PushRequest(name, RegistryCredentials.Decode(context.Http.Request.Headers["X-Registry-Auth"]));
        var lines = new ProgressLines(context);
        await lines.RunAsync(() => new PushLines(lines).RunAsync(p => images.PushAsync(request, p, context.Aborted)));
    }

    private static async Task PruneAsync(ApiContext context, IImages images)
    {
        var filters = Filters.Read(context, "dangling", "label", "label!", "until");
        var until = filters.Until();
        var pruned = await images.PruneAsync(
            filters.Flag("dangling") ?? true,
            i => filters.Labels(i.Config.Config?.Labels) && (until is null || i.Created < until),
            context.Aborted);
        await context.JsonAsync(
            new PruneAnswer(pruned.Removed.Count == 0 ? null : [.. pruned.Removed.Select(DeletionItem.Of)], pruned.ReclaimedBytes),
            ApiJson.Default.PruneAnswer);
    }

    private static async Task LoadAsync(ApiContext context, IImages images)
    {
        var platform = PlatformQuery.Read(context, 48);
        var lines = new ProgressLines(context) { FailsInLines = true };
        await lines.RunAsync(async () =>
        {
            await using var body = context.Upload;
            var loaded = await images.LoadAsync(body, platform, new Progress<LoadProgress>(), context.Aborted);
            if (loaded.Count == 0)
                await lines.WriteAsync(new StreamLine()); // of the platform that was asked for there is nothing
            foreach (var image in loaded)
            {
                foreach (var replaced in image.Replaced)
                    await lines.WriteAsync(new StreamLine { stream = $"The image {replaced.Name} already exists, renaming the old one with ID {replaced.Former} to empty string\n" });
                foreach (var name in image.Names)
                    await lines.WriteAsync(new StreamLine { stream = $"Loaded image: {name}\n" });
                if (image.Names.Count == 0)
                    await lines.WriteAsync(new StreamLine { stream = $"Loaded image ID: {image.Id}\n" });
            }
        });
    }

    private static async Task SaveAsync(ApiContext context, IImages images, IReadOnlyList<string> names)
    {
        if (PlatformQuery.Read(context, 48) is { } platform)
            foreach (var name in names)
                if (!PlatformChoice.Is(images.Find(name), platform))
                    throw new GantryException(ErrorKind.Internal, $"no suitable export target found for platform {platform}");
        var write = images.Save(names);
        context.Http.Response.ContentType = "application/x-tar";
        await write(context.Http.Response.Body, context.Aborted);
    }
}

/// <summary>An answer of JSON lines. A failure before the first line is a status; after it, it is a line.</summary>
internal sealed class ProgressLines(ApiContext context)
{
    /// <summary>Whether a failure is a line in any case.</summary>
    public bool FailsInLines { get; init; }

    public async Task RunAsync(Func<Task> work)
    {
        context.Http.Response.ContentType = "application/json";
        try
        {
            await work();
        }
        catch (GantryException e) when (FailsInLines || context.Http.Response.HasStarted)
        {
            await WriteAsync(new StreamLine { errorDetail = new StreamError(e.Message), error = e.Message });
        }
    }

    public Task WriteAsync(StreamLine line) =>
        JsonAnswer.WriteLineAsync(context.Http, line, ApiJson.Default.StreamLine, "\r\n"u8.ToArray(), context.Aborted);
}
