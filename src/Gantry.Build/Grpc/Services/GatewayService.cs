using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Grpc.Builds;
using Gantry.Build.Grpc.Conversion;
using Gantry.Build.Grpc.Errors;
using Gantry.Build.Grpc.Protocol.Gateway;
using Gantry.Build.Llb;
using Gantry.Build.Sessions;
using Gantry.Build.Solver;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Grpc.Services;

/// <summary>What a frontend outside asks while its build is open.</summary>
internal sealed class GatewayService(IBuilder builder, BuilderFacts facts, BuildBook builds, SessionBook sessions) : LLBBridge.LLBBridgeBase
{
    private const string BuildIdHeader = "buildkit-controlapi-buildid";

    public override async Task<PongResponse> Ping(PingRequest request, ServerCallContext context)
    {
        _ = await BuildAsync(context);
        var answer = new PongResponse { Workers = { Workers.Record(facts) } };
        answer.FrontendAPICaps.Add(Capabilities.Frontend.Select(c => new APICap { ID = c, Enabled = true }));
        answer.LLBCaps.Add(Capabilities.Graph.Select(c => new APICap { ID = c, Enabled = true }));
        return answer;
    }

    public override async Task<InputsResponse> Inputs(InputsRequest request, ServerCallContext context)
    {
        var answer = new InputsResponse();
        answer.Definitions.Add((await BuildAsync(context)).Request.FrontendInputs);
        return answer;
    }

    public override async Task<Protocol.Gateway.SolveResponse> Solve(Protocol.Gateway.SolveRequest request, ServerCallContext context)
    {
        var build = await BuildAsync(context);
        var result = build.Keep(await builder.SolveAsync(
            new Solver.SolveRequest
            {
                Build = build.Request.Ref,
                Frontend = request.Frontend,
                Options = new Dictionary<string, string>(request.FrontendOpt),
                Inputs = Requests.Definitions(request.FrontendInputs),
                Definition = request.Definition is { } definition ? DefinitionDecoder.Decode(definition) : null,
                Session = await build.Session,
                LocalSessions = await LocalSessions.OfAsync(sessions, request.FrontendOpt, context.CancellationToken),
                CacheImports = [.. request.CacheImports.Select(i => new CacheLocation(i.Type, new Dictionary<string, string>(i.Attrs))), .. Requests.Imports(build.Request.Cache)],
                Entitlements = [.. build.Request.Entitlements],
                Evaluate = request.Evaluate,
            },
            build.Progress,
            context.CancellationToken));
        if (!request.AllowResultReturn && result.References.Count > 0) throw new GantryException(ErrorKind.Internal, "solve did not return default result");
        var answer = new Protocol.Gateway.SolveResponse { Result = Results.Encode(build, result, !request.AllowResultArrayRef) };
        if (!request.AllowResultReturn) answer.Ref = answer.Result.ResultCase == Result.ResultOneofCase.Ref ? answer.Result.Ref.Id : answer.Result.RefDeprecated;
        return answer;
    }

    public override async Task<ResolveImageConfigResponse> ResolveImageConfig(ResolveImageConfigRequest request, ServerCallContext context)
    {
        const string scheme = "docker-image://";
        var source = new SourceOperation(scheme + request.Ref, new Dictionary<string, string>());
        var answer = await ResolveAsync(source, request.Platform, request.ResolveMode, request.LogName, wantsConfig: true, context);
        return new ResolveImageConfigResponse { Digest = answer.ImageDigest?.Value ?? "", Config = Bytes(answer.ImageConfig), Ref = answer.Source.Name };
    }

    public override async Task<ResolveSourceMetaResponse> ResolveSourceMeta(ResolveSourceMetaRequest request, ServerCallContext context)
    {
        if (request.Source is null) throw new GantryException(ErrorKind.Invalid, "source is required");
        var answer = await ResolveAsync(DefinitionDecoder.Source(request.Source), request.Platform, request.ResolveMode, request.LogName, request.Image?.NoConfig != true, context);
        var wire = new ResolveSourceMetaResponse { Source = OperationEncoder.Source(answer.Source) };
        if (answer.ImageDigest is { } digest) wire.Image = new ResolveSourceImageResponse { Digest = digest.Value, Config = Bytes(answer.ImageConfig) };
        else if (answer.Checksum is { } checksum && answer.Source.Scheme == "git") wire.Git = new ResolveSourceGitResponse { Checksum = checksum, Ref = answer.Name ?? "" };
        else if (answer.Checksum is { } content) wire.HTTP = new ResolveSourceHTTPResponse { Checksum = content, Filename = answer.Name ?? "" };
        return wire;
    }

    public override async Task<EvaluateResponse> Evaluate(EvaluateRequest request, ServerCallContext context)
    {
        if ((await BuildAsync(context)).Find(request.Ref) is { } reference) await reference.EvaluateAsync(context.CancellationToken);
        return new EvaluateResponse();
    }

    public override async Task<ReadFileResponse> ReadFile(ReadFileRequest request, ServerCallContext context)
    {
        var reference = Existing(await BuildAsync(context), request.Ref, request.FilePath);
        var length = request.Range is { Length: > 0 } range ? (int?)Math.Min(range.Length, int.MaxValue) : null;
        return new ReadFileResponse { Data = Bytes(await reference.ReadFileAsync(request.FilePath, request.Range?.Offset ?? 0, length, context.CancellationToken)) };
    }

    public override async Task<ReadDirResponse> ReadDir(ReadDirRequest request, ServerCallContext context)
    {
        var answer = new ReadDirResponse();
        var reference = Existing(await BuildAsync(context), request.Ref, request.DirPath);
        answer.Entries.Add((await reference.ReadDirectoryAsync(request.DirPath, request.IncludePattern, context.CancellationToken)).Select(Results.Encode));
        return answer;
    }

    public override async Task<StatFileResponse> StatFile(StatFileRequest request, ServerCallContext context)
    {
        var reference = Existing(await BuildAsync(context), request.Ref, request.Path);
        return new StatFileResponse { Stat = Results.Encode(await reference.StatusAsync(request.Path, context.CancellationToken)) };
    }

    public override async Task<WarnResponse> Warn(WarnRequest request, ServerCallContext context)
    {
        var build = await BuildAsync(context);
        var location = request.Info is { } info ? new SourceLocation(DefinitionDecoder.Text(info), [.. request.Ranges.Select(DefinitionDecoder.Range)]) : null;
        build.Progress.Warn(new BuildWarning(
            Digest.Parse(request.Digest), (int)request.Level, request.Short.ToStringUtf8(), [.. request.Detail.Select(d => d.ToStringUtf8())], request.Url, location));
        return new WarnResponse();
    }

    public override async Task<ReturnResponse> Return(ReturnRequest request, ServerCallContext context)
    {
        var build = await BuildAsync(context);
        if (request.Error is { } error) build.Fail(new RelayedException(error));
        else build.Return(Results.Decode(build, request.Result ?? new Result()));
        return new ReturnResponse();
    }

    private static IResultReference Existing(RunningBuild build, string id, string path) =>
        build.Find(id) ?? throw new GantryException(ErrorKind.NotFound, $"{path}: no such file or directory");

    private static ByteString Bytes(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? ByteString.CopyFrom(some.Span) : ByteString.Empty;

    private async Task<SourceAnswer> ResolveAsync(SourceOperation source, Llb.Wire.Platform? platform, string mode, string logName, bool wantsConfig, ServerCallContext context)
    {
        var build = await BuildAsync(context);
        return await builder.ResolveSourceAsync(new SourceQuery(source, DefinitionDecoder.Platform(platform), mode, logName, wantsConfig, await build.Session), build.Progress, context.CancellationToken);
    }

    private Task<RunningBuild> BuildAsync(ServerCallContext context) =>
        context.RequestHeaders.GetValue(BuildIdHeader) is { Length: > 0 } id
            ? builds.FindAsync(id, context.CancellationToken)
            : throw new GantryException(ErrorKind.Invalid, "no buildid found in context");
}
