using Gantry.Api.Images;
using Gantry.Api.Routing;
using Gantry.Build.Classic;
using Gantry.Oci.Errors;
using Gantry.Storage.Images.Pulls;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Builds;

/// <summary>Builds.</summary>
internal static class BuildRoutes
{
    public static void Map(Router router, Gantry.Build.Hosting.Builds builds)
    {
        CacheRoutes.Map(router, builds.Builder);
        var running = new NamedBuilds();
        router.Post("/build", c => running.RunAsync(c.Query("buildid") ?? "", ends => BuildAsync(c, builds, ends), c.Aborted));
        router.Post("/build/cancel", c =>
        {
            if (c.Query("id") is not { Length: > 0 } id) throw new GantryException(ErrorKind.Invalid, "build ID not provided");
            running.Cancel(id);
            builds.Grpc.Cancel(id);
            return c.StatusAsync(StatusCodes.Status200OK);
        });
    }

    private static Task BuildAsync(ApiContext context, Gantry.Build.Hosting.Builds builds, CancellationToken cancellation) => context.Query("version") switch
    {
        null or "" or "1" => BuildAsync(context, builds.Classic, cancellation),
        "2" => TracedBuild.RunAsync(context, builds.Grpc, cancellation),
        var other => throw new GantryException(ErrorKind.Invalid, $"invalid version \"{other}\""),
    };

    private static async Task BuildAsync(ApiContext context, ClassicBuilder builder, CancellationToken cancellation)
    {
        var options = BuildQuery.Read(context);
        TracedBuild.Output(context);
        var lines = new ProgressLines(context);
        context.Http.Response.ContentType = "application/json";
        try
        {
            await using var body = context.Upload;
            if (context.Flag("q"))
            {
                var quiet = new HeldOutput();
                try
                {
                    var id = await builder.BuildAsync(options, body, quiet, cancellation);
                    await lines.WriteAsync(new StreamLine { stream = $"{id}\n" });
                }
                catch (Exception e) when (e is GantryException or StepFailedException)
                {
                    await quiet.ReplayAsync(new BuildLines(lines, hasStageImages: context.Version.Minor >= 30));
                    throw;
                }
            }
            else
            {
                await new BuildLines(lines, hasStageImages: context.Version.Minor >= 30).RunAsync(output => builder.BuildAsync(options, body, output, cancellation));
            }
        }
        catch (StepFailedException e)
        {
            await lines.WriteAsync(new StreamLine { errorDetail = new StreamError(e.Message, e.ExitCode), error = e.Message });
        }
        catch (OperationCanceledException) when (!context.Aborted.IsCancellationRequested)
        {
            await lines.WriteAsync(new StreamLine { errorDetail = new StreamError("context canceled"), error = "context canceled" });
        }
        catch (GantryException e) when (context.Http.Response.HasStarted)
        {
            await lines.WriteAsync(new StreamLine { errorDetail = new StreamError(e.Message), error = e.Message });
        }
    }

    /// <summary>What a quiet build says is only heard where it fails.</summary>
    private sealed class HeldOutput : IBuildOutput
    {
        private readonly List<Action<IBuildOutput>> _said = [];

        public void Out(string text) => Add(o => o.Out(text));

        public void Error(string text) => Add(o => o.Error(text));

        public void Image(string id) => Add(o => o.Image(id));

        public void Say(string status, string? id = null) => Add(o => o.Say(status, id));

        public void Layer(LayerProgress progress) => Add(o => o.Layer(progress));

        public Task ReplayAsync(BuildLines lines) => lines.RunAsync(output =>
        {
            lock (_said) _said.ForEach(say => say(output));
            return Task.CompletedTask;
        });

        private void Add(Action<IBuildOutput> say)
        {
            lock (_said) _said.Add(say);
        }
    }
}
