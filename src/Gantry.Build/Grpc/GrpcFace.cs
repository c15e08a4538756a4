using System.IO.Pipelines;

using Gantry.Build.Grpc.Builds;
using Gantry.Build.Grpc.History;
using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Grpc.Protocol.Contents;
using Gantry.Build.Grpc.Protocol.Gateway;
using Gantry.Build.Grpc.Serving;
using Gantry.Build.Grpc.Services;
using Gantry.Build.Sessions;
using Gantry.Build.Solver;

namespace Gantry.Build.Grpc;

/// <summary>The builder as BuildKit's clients want it: gRPC on connections they have had turned over.
/// <code>
/// POST /grpc     the client calls:  Control, LLBBridge  →  IBuilder
/// POST /session  the client is called: files, secrets, agents, credentials  ←  IBuildSession
/// </code>
/// Nothing is started before the first of them.</summary>
public sealed class GrpcFace : IAsyncDisposable
{
    private readonly BuildBook _builds;
    private readonly Lazy<GrpcServer> _server;

    /// <param name="builder">Who builds.</param>
    /// <param name="facts">What clients are told of it.</param>
    /// <param name="historyDirectory">Where ended builds are kept.</param>
    /// <param name="report">Takes what went wrong inside, a line at a time.</param>
    /// <param name="time">The clock.</param>
    public GrpcFace(IBuilder builder, BuilderFacts facts, string historyDirectory, Action<string> report, TimeProvider time)
    {
        Sessions = new SessionBook(time);
        _builds = new BuildBook(time);
        _server = new Lazy<GrpcServer>(() =>
        {
            var files = new HistoryFiles(historyDirectory);
            var methods = new MethodTable();
            Control.BindService(methods, new ControlService(builder, facts, _builds, new BuildHistory(files, time), Sessions, time));
            LLBBridge.BindService(methods, new GatewayService(builder, facts, _builds));
            Content.BindService(methods, new ContentService(files));
            return new GrpcServer(methods, report);
        });
    }

    /// <summary>The clients that wait to be called.</summary>
    public SessionBook Sessions { get; }

    /// <summary>Gives up the build of an id; nothing happens where there is none.</summary>
    public void Cancel(string build) => _builds.TryFind(build)?.Cancel();

    /// <summary>Serves a connection to its end.</summary>
    /// <param name="input">What the client sends, from the preface of HTTP/2 on.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="gone">Fires when the client has left.</param>
    public Task ServeAsync(PipeReader input, Stream output, CancellationToken gone) => _server.Value.ServeAsync(input, output, gone);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await _server.Value.DisposeAsync();
    }
}
