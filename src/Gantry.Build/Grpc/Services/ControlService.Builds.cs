using System.Globalization;

using Gantry.Build.Grpc.Conversion;
using Gantry.Build.Grpc.Errors;
using Gantry.Build.Grpc.Protocol;

using Grpc.Core;

namespace Gantry.Build.Grpc.Services;

internal sealed partial class ControlService
{
    private const string TimestampHeader = "buildkit-current-timestamp";

    /// <summary>Builds. Where neither frontend nor graph is named, the client itself is the frontend: it speaks through <see cref="GatewayService"/>
    /// under the build's id and says at last what it came to.</summary>
    public override async Task<Protocol.SolveResponse> Solve(Protocol.SolveRequest request, ServerCallContext context)
    {
        var build = builds.Open(request);
        string? error = null;
        try
        {
            if (request.Session.Length > 0) build.Session = await sessions.FindAsync(request.Session, context.CancellationToken);
            var result = Requests.NamesNothing(request)
                ? await build.Returned.WaitAsync(context.CancellationToken)
                : build.Keep(await builder.SolveAsync(Requests.Decode(request, build.Session), build.Progress, context.CancellationToken));
            var answer = new Protocol.SolveResponse();
            if (Requests.Export(request, result, build.Session) is { } export)
                answer.ExporterResponse.Add(new Dictionary<string, string>(await builder.ExportAsync(export, build.Progress, context.CancellationToken)));
            foreach (var (name, value) in result.Metadata)
                if (name.StartsWith("frontend.", StringComparison.Ordinal)) answer.ExporterResponse[name] = System.Text.Encoding.UTF8.GetString(value.Span);
            return answer;
        }
        catch (Exception e)
        {
            error = Failure.Of(e, late: false).Message;
            throw;
        }
        finally
        {
            builds.Close(build);
            build.Progress.End(error);
            await build.DisposeAsync();
        }
    }

    public override async Task Status(StatusRequest request, IServerStreamWriter<StatusResponse> responseStream, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(new Metadata { { TimestampHeader, Rfc3339(time.GetUtcNow()) } });
        var build = await builds.FindAsync(request.Ref, context.CancellationToken);
        await foreach (var answer in build.Progress.ReadAsync(context.CancellationToken)) await responseStream.WriteAsync(answer);
    }

    /// <summary>The clock here: clients shift the times they are told by the difference to theirs.</summary>
    private static string Rfc3339(DateTimeOffset now) => now.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
}
