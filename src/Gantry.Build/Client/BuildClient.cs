using System.IO.Pipelines;

using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Grpc.Protocol.Gateway;
using Gantry.Build.Grpc.Serving;
using Gantry.Oci.Errors;

using Grpc.Core;
using Grpc.Net.Client;

namespace Gantry.Build.Client;

/// <summary>Has an engine build, as BuildKit's clients do it: on one connection the engine is called, on the other it calls.
/// <code>
/// client ── POST /grpc      Solve, Status ───────────────────────→ engine
/// client ←─ POST /session   files, secrets, agents, credentials ── engine
/// </code></summary>
/// <param name="upgrade">Has a connection of the engine's API turned over to HTTP/2: a path, and headers of the request.</param>
public sealed class BuildClient(Func<string, IReadOnlyList<KeyValuePair<string, string>>, CancellationToken, Task<Stream>> upgrade)
{
    private const string BuildIdHeader = "buildkit-controlapi-buildid";
    private const int MaximumMessage = 16 << 20;

    /// <summary>Builds, or asks about a Dockerfile.</summary>
    /// <param name="request">What.</param>
    /// <param name="show">Hears how it goes, one call after the other.</param>
    /// <param name="cancellation">Gives up; the engine does so too.</param>
    /// <exception cref="ClientBuildException">It failed.</exception>
    public async Task<ClientBuildResult> BuildAsync(ClientBuildRequest request, Action<ClientProgress> show, CancellationToken cancellation)
    {
        var session = new ClientSession(request);
        var calling = upgrade("/grpc", [], cancellation);
        await using var served = await upgrade("/session", session.Headers, cancellation);
        await using var control = await calling;
        await using var server = new GrpcServer(session.Methods, _ => { });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var serving = server.ServeAsync(PipeReader.Create(served), served, over.Token);
        using var channel = Channel(control);
        try
        {
            request = request with { Options = await HostAddresses.ResolveAsync(request.Options, new Control.ControlClient(channel), cancellation) };
            return await RunAsync(channel, request, session.Id, show, cancellation);
        }
        catch (RpcException failure)
        {
            cancellation.ThrowIfCancellationRequested();
            throw session.Failure ?? FailureReading.Read(failure);
        }
        finally
        {
            await over.CancelAsync();
            served.Close(); // ends the reading, and with it the serving
            await serving.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task<ClientBuildResult> RunAsync(GrpcChannel channel, ClientBuildRequest request, string session, Action<ClientProgress> show, CancellationToken cancellation)
    {
        var control = new Control.ControlClient(channel);
        var solving = control.SolveAsync(Message(request, session), cancellationToken: cancellation).ResponseAsync;
        using var following = new CancellationTokenSource();
        var shown = FollowAsync(control, request.Id, show, following.Token);
        try
        {
            var facts = request.Question.Length > 0 ? await AskAsync(channel, request, cancellation) : [];
            var answer = await solving;
            await shown;
            return new ClientBuildResult(new Dictionary<string, string>(answer.ExporterResponse), facts);
        }
        catch (RpcException)
        {
            // What the build said before it failed comes first; one that never began says nothing.
            if (!cancellation.IsCancellationRequested) await Task.WhenAny(shown, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None));
            throw;
        }
        finally
        {
            await following.CancelAsync();
            await Task.WhenAll(shown, solving).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task FollowAsync(Control.ControlClient control, string id, Action<ClientProgress> show, CancellationToken cancellation)
    {
        using var status = control.Status(new StatusRequest { Ref = id }, cancellationToken: cancellation);
        try
        {
            while (await status.ResponseStream.MoveNext(cancellation)) show(ProgressReading.Read(status.ResponseStream.Current));
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            // How the build ends is told by its own call.
        }
    }

    /// <summary>Asks about a Dockerfile: the client takes the frontend's place and has it answer.</summary>
    private static async Task<Dictionary<string, byte[]>> AskAsync(GrpcChannel channel, ClientBuildRequest request, CancellationToken cancellation)
    {
        var bridge = new LLBBridge.LLBBridgeClient(channel);
        var headers = new Metadata { { BuildIdHeader, request.Id } };
        var question = new Grpc.Protocol.Gateway.SolveRequest { Frontend = "dockerfile.v0", AllowResultReturn = true, AllowResultArrayRef = true };
        question.FrontendOpt.Add(new Dictionary<string, string>(request.Options) { ["requestid"] = request.Question, ["frontend.caps"] = "moby.buildkit.frontend.subrequests" });
        try
        {
            var result = (await bridge.SolveAsync(question, headers, cancellationToken: cancellation)).Result;
            await bridge.ReturnAsync(new ReturnRequest { Result = result }, headers, cancellationToken: cancellation);
            return result.Metadata.ToDictionary(m => m.Key, m => m.Value.ToByteArray());
        }
        catch (RpcException failure)
        {
            await bridge.ReturnAsync(new ReturnRequest { Error = new Grpc.Protocol.Status { Code = (int)failure.StatusCode, Message = failure.Status.Detail } }, headers, cancellationToken: cancellation);
            throw;
        }
    }

    private static Grpc.Protocol.SolveRequest Message(ClientBuildRequest request, string session)
    {
        var message = new Grpc.Protocol.SolveRequest { Ref = request.Id, Session = session, Cache = new CacheOptions() };
        if (request.Question.Length == 0)
        {
            message.Frontend = "dockerfile.v0";
            message.FrontendAttrs.Add(new Dictionary<string, string>(request.Options));
        }

        foreach (var export in request.Exports)
        {
            var exporter = new Exporter { Type = export.Type };
            exporter.Attrs.Add(new Dictionary<string, string>(export.Attributes));
            message.Exporters.Add(exporter);
        }

        if (message.Exporters is [var first, ..])
        {
            message.ExporterDeprecated = first.Type;
            message.ExporterAttrsDeprecated.Add(first.Attrs);
        }

        message.Cache.Imports.Add(request.CacheImports.Select(Entry));
        message.Cache.Exports.Add(request.CacheExports.Select(Entry));
        message.Entitlements.Add(request.Entitlements);
        return message;
    }

    private static Grpc.Protocol.CacheOptionsEntry Entry(Solver.CacheLocation location)
    {
        var entry = new Grpc.Protocol.CacheOptionsEntry { Type = location.Type };
        entry.Attrs.Add(new Dictionary<string, string>(location.Attributes));
        return entry;
    }

    private static GrpcChannel Channel(Stream connection)
    {
        var taken = 0;
        return GrpcChannel.ForAddress("http://engine", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = (_, _) => Interlocked.Exchange(ref taken, 1) == 0
                    ? ValueTask.FromResult(connection)
                    : throw new GantryException(ErrorKind.Unavailable, "the engine has left"),
                UseProxy = false,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                InitialHttp2StreamWindowSize = 1 << 20,
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaximumMessage,
            MaxSendMessageSize = MaximumMessage,
            MaxRetryAttempts = null,
        });
    }
}
