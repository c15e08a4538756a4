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
using Gantry.Oci.Errors;

using Google.Protobuf;

using SolveRequest = Gantry.Build.Grpc.Protocol.SolveRequest;

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
    private readonly Lazy<BuildHistory> _history;
    private readonly Lazy<ControlService> _control;
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
        var files = new Lazy<HistoryFiles>(() => new HistoryFiles(historyDirectory));
        _history = new Lazy<BuildHistory>(() => new BuildHistory(files.Value, report, time));
        _control = new Lazy<ControlService>(() => new ControlService(builder, facts, _builds, _history.Value, Sessions, time));
        _server = new Lazy<GrpcServer>(() =>
        {
            var methods = new MethodTable();
            Control.BindService(methods, _control.Value);
            LLBBridge.BindService(methods, new GatewayService(builder, facts, _builds, Sessions));
            Content.BindService(methods, new ContentService(files.Value));
            return new GrpcServer(methods, report);
        });
    }

    /// <summary>The clients that wait to be called.</summary>
    public SessionBook Sessions { get; }

    /// <summary>Gives up the build of an id; nothing happens where there is none.</summary>
    public void Cancel(string build) => _builds.TryFind(build)?.Cancel();

    /// <summary>Builds for a client that asks without gRPC.</summary>
    /// <param name="build">What.</param>
    /// <param name="trace">Hears how it goes: messages of the type StatusResponse.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What the exporter says, under BuildKit's names.</returns>
    /// <exception cref="GantryException">It failed.</exception>
    public async Task<IReadOnlyDictionary<string, string>> BuildAsync(PlainBuild build, Func<ReadOnlyMemory<byte>, Task> trace, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(trace);
        var exporter = new Exporter { Type = build.Exporter };
        exporter.Attrs.Add(new Dictionary<string, string>(build.ExporterAttributes));
        var request = new SolveRequest { Ref = build.Id, Session = build.Session, Frontend = "dockerfile.v0", Exporters = { exporter }, Entitlements = { build.Entitlements } };
        request.Cache = new CacheOptions { Imports = { build.CacheFrom.Select(name => new Protocol.CacheOptionsEntry { Type = "registry", Attrs = { ["ref"] = name } }) } };
        if (build.CarriesCache) request.Cache.Exports.Add(new Protocol.CacheOptionsEntry { Type = "inline" });
        request.FrontendAttrs.Add(new Dictionary<string, string>(build.Options));
        var solving = _control.Value.SolveAsync(request, ClientAsync(build, cancellation), cancellation);
        if (_builds.TryFind(build.Id) is { } running)
            await foreach (var status in running.Progress.ReadAsync(cancellation)) await trace(status.ToByteArray());
        return (await solving).ExporterResponse;
    }

    private async Task<IBuildSession?> ClientAsync(PlainBuild build, CancellationToken cancellation)
    {
        if (build.Session.Length == 0) return new UploadedContext(build.Body, null);
        try
        {
            var session = await Sessions.FindAsync(build.Session, cancellation);
            return build.Body is { } body ? new UploadedContext(body, session) : session;
        }
        catch (TimeoutException)
        {
            return new UploadedContext(build.Body, null, missing: build.Session); // it may need nothing of the client
        }
    }

    /// <summary>Serves a connection to its end.</summary>
    /// <param name="input">What the client sends, from the preface of HTTP/2 on.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="gone">Fires when the client has left.</param>
    public Task ServeAsync(PipeReader input, Stream output, CancellationToken gone) => _server.Value.ServeAsync(input, output, gone);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await _server.Value.DisposeAsync();
        if (_history.IsValueCreated) await _history.Value.SettledAsync();
    }
}
