using System.IO.Pipelines;

using Gantry.Api.Errors;
using Gantry.Api.Hijack;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Containers;
using Gantry.Engine.Logs;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Containers;

/// <summary>Streams of containers: attach and logs.</summary>
internal static class StreamRoutes
{
    private const string RawStream = "application/vnd.docker.raw-stream";

    public static void Map(Router router, IContainers containers, Deliveries deliveries)
    {
        router.Post("/containers/{id}/attach", c => AttachAsync(c, containers, deliveries));
        router.Get("/containers/{id}/attach/ws", c => WebSocketAttach.RunAsync(c, containers));
        router.Get("/containers/{id}/logs", c => LogsAsync(c, containers));
    }

    private static async Task AttachAsync(ApiContext context, IContainers containers, Deliveries deliveries)
    {
        AttachRequest request;
        Container container;
        Attachment attachment;
        DetachKeys keys;
        try
        {
            keys = DetachKeys.Parse(context.Query("detachKeys") ?? "");
            container = Attachable(containers.Find(context["id"]), context["id"]);
            var wanted = context.Flag("stream");
            request = new AttachRequest(wanted && context.Flag("stdin") && container.Config.OpenStdin, wanted && context.Flag("stdout"), wanted && context.Flag("stderr"));

            // Some clients repeat the parameters in a body: it is none of the process's input.
            if (context.Http.Request.ContentLength > 0)
                await context.Http.Request.Body.CopyToAsync(Stream.Null, context.Gone);
            attachment = await containers.AttachAsync(container.Id, request, context.Gone);
        }
        catch (GantryException fault)
        {
            await RefuseAsync(context, fault);
            return;
        }

        var config = container.Config;
        await Hijacker.RunAsync(context, attachment, new HijackPlan
        {
            TakesInput = request.Stdin,
            OutlivesInput = config.StdinOnce && !config.Tty,
            Keys = config.Tty ? keys : null,
            Streams = context.Flag("stream"),
            Lead = context.Flag("logs") ? CopyAsync : null,
            Delivery = request.Stdout || request.Stderr ? deliveries.Begin(container.Id) : null,
        });

        async Task CopyAsync(Stream to)
        {
            var writer = PipeWriter.Create(to, new StreamPipeWriterOptions(leaveOpen: true));
            await containers.CopyLogsAsync(container.Id, new LogQuery { Stdout = context.Flag("stdout"), Stderr = context.Flag("stderr") }, writer, context.Gone);
            await writer.FlushAsync(context.Gone);
        }
    }

    private static Container Attachable(Container container, string reference) => container.State.Status switch
    {
        ContainerStatus.Paused => throw new GantryException(ErrorKind.Conflict, $"container {reference} is paused, unpause the container before attach"),
        ContainerStatus.Restarting => throw new GantryException(ErrorKind.Conflict, $"container {reference} is restarting, wait until the container is running"),
        _ => container,
    };

    /// <summary>Docker answers here with a line of the stream's own kind rather than with JSON.</summary>
    private static async Task RefuseAsync(ApiContext context, GantryException fault)
    {
        var response = context.Http.Response;
        response.StatusCode = ErrorStatus.Of(fault);
        response.ContentType = RawStream;
        await response.WriteAsync(fault.Message + "\r\n", context.Aborted);
    }

    private static async Task LogsAsync(ApiContext context, IContainers containers)
    {
        var query = new LogQuery
        {
            Stdout = context.Flag("stdout"),
            Stderr = context.Flag("stderr"),
            Since = GoTime.ParseNanoseconds(context.Query("since")),
            Until = GoTime.ParseNanoseconds(context.Query("until")),
            Tail = context.Query("tail") is { } tail && int.TryParse(tail, out var lines) && lines >= 0 ? lines : null,
            Follow = context.Flag("follow"),
            Timestamps = context.Flag("timestamps"),
            Details = context.Flag("details"),
        };
        if (!query.Stdout && !query.Stderr)
            throw new GantryException(ErrorKind.Invalid, "Bad parameters: you must choose at least one stream");
        var container = containers.Find(context["id"]);
        if (!containers.HasLog(container))
            throw new GantryException(ErrorKind.NotImplemented, "configured logging driver does not support reading");
        var response = context.Http.Response;
        response.ContentType = container.Config.Tty || context.Version.Minor < 42 ? RawStream : "application/vnd.docker.multiplexed-stream";
        await response.StartAsync(context.Aborted);
        await response.Body.FlushAsync(context.Aborted);
        await containers.CopyLogsAsync(container.Id, query, response.BodyWriter, context.Aborted);
    }
}
