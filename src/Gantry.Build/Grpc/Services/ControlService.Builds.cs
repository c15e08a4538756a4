using System.Globalization;
using System.Text;

using Gantry.Build.Exporters;
using Gantry.Build.Grpc.Builds;
using Gantry.Build.Grpc.Conversion;
using Gantry.Build.Grpc.Errors;
using Gantry.Build.Grpc.History;
using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Sessions;

using Grpc.Core;

namespace Gantry.Build.Grpc.Services;

internal sealed partial class ControlService
{
    private const string TimestampHeader = "buildkit-current-timestamp";

    /// <summary>Builds. Where neither frontend nor graph is named, the client itself is the frontend: it speaks through <see cref="GatewayService"/>
    /// under the build's id and says at last what it came to.</summary>
    public override Task<Protocol.SolveResponse> Solve(Protocol.SolveRequest request, ServerCallContext context) =>
        SolveAsync(request, SessionAsync(request.Session, context.CancellationToken), context.CancellationToken);

    /// <summary>The same for a client that may be known by other means.</summary>
    public async Task<Protocol.SolveResponse> SolveAsync(Protocol.SolveRequest request, Task<IBuildSession?> session, CancellationToken cancellation)
    {
        ResultExporter.Check(Requests.Exporters(request));
        var build = builds.Open(request, session);
        if (!request.Internal) history.Begin(build);
        var answer = new Protocol.SolveResponse();
        Failure? failure = null;
        BuildAttachments? attachments = null;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, build.Cancelled);
        try
        {
            var result = await SolveAsync(build, answer, ends.Token);
            if (!request.Internal) attachments = await BuildAttachments.OfAsync(builder, result, answer.ExporterResponse, ends.Token);
            return answer;
        }
        catch (Exception e)
        {
            failure = Failure.Of(e, late: false);
            throw;
        }
        finally
        {
            build.Progress.End(failure?.Message);
            builds.Close(build);
            await build.DisposeAsync();
            if (!request.Internal) history.End(build, failure, answer.ExporterResponse, attachments);
        }
    }

    public override async Task Status(StatusRequest request, IServerStreamWriter<StatusResponse> responseStream, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(Clock());
        if (builds.TryFind(request.Ref) is null && history.Progress(request.Ref) is { } ended)
        {
            foreach (var answer in ended) await responseStream.WriteAsync(answer, context.CancellationToken);
            return;
        }

        var build = await builds.FindAsync(request.Ref, context.CancellationToken);
        await foreach (var answer in build.Progress.ReadAsync(context.CancellationToken)) await responseStream.WriteAsync(answer);
    }

    private async Task<Solver.SolveResult> SolveAsync(RunningBuild build, Protocol.SolveResponse answer, CancellationToken cancellation)
    {
        var request = build.Request;
        var session = await build.Session;
        var result = Requests.NamesNothing(request)
            ? await build.Returned.WaitAsync(cancellation)
            : build.Keep(await builder.SolveAsync(Requests.Decode(request, session) with { LocalSessions = await LocalSessions.OfAsync(sessions, request.FrontendAttrs, cancellation) }, build.Progress, cancellation));
        if (Requests.Export(request, result, session) is { } export)
            answer.ExporterResponse.Add(new Dictionary<string, string>(await builder.ExportAsync(export, build.Progress, cancellation)));
        foreach (var (name, value) in result.Metadata)
            if (name.StartsWith("frontend.", StringComparison.Ordinal)) answer.ExporterResponse[name] = Encoding.UTF8.GetString(value.Span);
        return result;
    }

    private async Task<IBuildSession?> SessionAsync(string id, CancellationToken cancellation) => id.Length == 0 ? null : await sessions.FindAsync(id, cancellation);

    /// <summary>The clock here: clients shift the times they are told by the difference to theirs.</summary>
    private Metadata Clock() => new()
    {
        { TimestampHeader, time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture) },
    };
}
