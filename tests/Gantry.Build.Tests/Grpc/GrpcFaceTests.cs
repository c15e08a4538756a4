using Gantry.Build.Grpc;
using Gantry.Build.Grpc.History;
using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Grpc.Protocol.Gateway;
using Gantry.Build.Solver;
using Gantry.Build.Tests.Support;
using Gantry.Oci.Images;

using Grpc.Core;
using Grpc.Net.Client;

using ContentClient = Gantry.Build.Grpc.Protocol.Contents.Content.ContentClient;
using PruneRequest = Gantry.Build.Solver.PruneRequest;

namespace Gantry.Build.Tests.Grpc;

public sealed class GrpcFaceTests : IDisposable
{
    private readonly FakeBuilder _builder = new();
    private readonly Wire _wire = new();
    private readonly string _history = Directory.CreateTempSubdirectory("history-test-").FullName;
    private readonly List<string> _reports = [];
    private readonly GrpcFace _face;
    private readonly GrpcChannel _channel;
    private readonly Task _serving;

    public GrpcFaceTests()
    {
        _face = new GrpcFace(_builder, new BuilderFacts("id", () => "172.17.0.1", [new Platform { Os = "linux", Architecture = "amd64" }], [new PruneRequest { KeepDuration = TimeSpan.FromHours(48) }]), _history, _reports.Add, TimeProvider.System);
        _channel = _wire.Channel();
        _serving = _face.ServeAsync(_wire.Input, _wire.Output, CancellationToken.None);
    }

    private Control.ControlClient Control => new(_channel);

    private LLBBridge.LLBBridgeClient Gateway => new(_channel);

    public void Dispose()
    {
        _channel.Dispose();
        _face.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _serving.GetAwaiter().GetResult();
        Directory.Delete(_history, recursive: true);
    }

    [Fact]
    public async Task Clients_learn_who_builds()
    {
        var worker = Assert.Single((await Control.ListWorkersAsync(new ListWorkersRequest())).Record);
        Assert.Equal("id", worker.ID);
        Assert.Equal("172.17.0.1", worker.Labels[BuilderFacts.HostGatewayLabel]);
        Assert.Equal("amd64", Assert.Single(worker.Platforms).Architecture);
        Assert.Equal(48L * 3600 * 1_000_000_000, Assert.Single(worker.GCPolicy).KeepDuration);
        Assert.StartsWith("v0.", (await Control.InfoAsync(new InfoRequest())).BuildkitVersion.Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_by_a_frontend_reports_and_exports()
    {
        using var status = Control.Status(new StatusRequest { Ref = "build" });
        var request = new Build.Grpc.Protocol.SolveRequest { Ref = "build", Frontend = "dockerfile.v0", FrontendAttrs = { ["target"] = "final" } };
        request.Exporters.Add(new Exporter { Type = "moby", Attrs = { ["name"] = "image" } });
        var answer = await Control.SolveAsync(request);

        Assert.Equal(FakeBuilder.Step.Digest.Value, answer.ExporterResponse["containerimage.digest"]);
        Assert.Equal("final", Assert.Single(_builder.Solves).Options["target"]);
        Assert.Equal("moby", Assert.Single(Assert.Single(_builder.Exports).Exporters).Type);
        var told = await ReadAsync(status);
        var vertex = told.SelectMany(t => t.Vertexes).Last();
        Assert.Equal("[1/1] RUN exit 3", vertex.Name);
        Assert.NotNull(vertex.Completed);
        Assert.Equal("hello\n", Assert.Single(told.SelectMany(t => t.Logs)).Msg.ToStringUtf8());
    }

    [Fact]
    public async Task A_client_that_is_the_frontend_builds_through_the_gateway()
    {
        var request = new Build.Grpc.Protocol.SolveRequest { Ref = "build", Entitlements = { "network.host" } };
        request.Exporters.Add(new Exporter { Type = "moby" });
        var solving = Control.SolveAsync(request).ResponseAsync;
        var pong = await Gateway.PingAsync(new PingRequest(), Headers);
        Assert.Contains(pong.FrontendAPICaps, c => c is { ID: "return", Enabled: true });
        var solved = await Gateway.SolveAsync(new Build.Grpc.Protocol.Gateway.SolveRequest { Frontend = "dockerfile.v0", AllowResultReturn = true, AllowResultArrayRef = true }, Headers);
        Assert.Equal(["network.host"], Assert.Single(_builder.Solves).Entitlements);
        var file = await Gateway.ReadFileAsync(new ReadFileRequest { Ref = solved.Result.Ref.Id, FilePath = "f", Range = new FileRange { Offset = 1, Length = 2 } }, Headers);
        Assert.Equal("f 1 2", file.Data.ToStringUtf8());
        Assert.False(solving.IsCompleted);
        await Gateway.ReturnAsync(new ReturnRequest { Result = solved.Result }, Headers);

        Assert.Equal(FakeBuilder.Step.Digest.Value, (await solving).ExporterResponse["containerimage.digest"]);
        var export = Assert.Single(_builder.Exports);
        Assert.NotNull(export.Result.Reference);
        Assert.Equal("{}"u8.ToArray(), export.Result.Metadata["containerimage.config"].ToArray());
    }

    [Fact]
    public async Task A_session_that_comes_after_the_first_question_is_waited_for()
    {
        var solving = Control.SolveAsync(new Build.Grpc.Protocol.SolveRequest { Ref = "build", Session = "client" }).ResponseAsync;
        var asked = Gateway.SolveAsync(new Build.Grpc.Protocol.Gateway.SolveRequest { Frontend = "dockerfile.v0", AllowResultReturn = true }, Headers).ResponseAsync;
        await Gateway.PingAsync(new PingRequest(), Headers);
        Assert.Empty(_builder.Solves);
        await using var client = FakeClient.Connect(_face.Sessions);
        await asked;
        Assert.Equal("client", Assert.Single(_builder.Solves).Session!.Id);
        await Gateway.ReturnAsync(new ReturnRequest { Result = new Result() }, Headers);
        await solving;
    }

    [Fact]
    public async Task A_frontend_that_returns_nothing_only_ends_the_build()
    {
        var solving = Control.SolveAsync(new Build.Grpc.Protocol.SolveRequest { Ref = "build" }).ResponseAsync;
        await Gateway.ReturnAsync(new ReturnRequest { Result = new Result() }, Headers);
        Assert.Empty((await solving).ExporterResponse);
        Assert.Empty(_builder.Exports);
    }

    [Fact]
    public async Task A_step_that_fails_is_told_with_its_place_also_by_way_of_the_client()
    {
        _builder.Failure = new BuildException("process \"/bin/sh -c exit 3\" did not complete successfully: exit code: 3") { Vertex = FakeBuilder.Step, ExitCode = 3 };
        var solving = Control.SolveAsync(new Build.Grpc.Protocol.SolveRequest { Ref = "build" }).ResponseAsync;
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Gateway.SolveAsync(new Build.Grpc.Protocol.Gateway.SolveRequest { Frontend = "dockerfile.v0" }, Headers));
        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        var details = Details(failure);
        Assert.Equal(["errdefs.Source+json", "gatewayapi.ExitMessage+json", "errdefs.Vertex+json"], details.Details.Select(d => d.TypeUrl.Split('/')[^1]));
        Assert.Contains("\"filename\":\"Dockerfile\"", details.Details[0].Value.ToStringUtf8(), StringComparison.Ordinal);

        await Gateway.ReturnAsync(new ReturnRequest { Error = details }, Headers);
        var whole = await Assert.ThrowsAsync<RpcException>(() => solving);
        Assert.Equal(details, Details(whole));
        Assert.Equal(failure.Status.Detail, whole.Status.Detail);
    }

    [Fact]
    public async Task An_unknown_method_build_or_result_is_said_to_be_one()
    {
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await Gateway.EvaluateAsync(new EvaluateRequest { Ref = "x" }));
        Assert.Equal("no buildid found in context", unknown.Status.Detail);
        var method = new Method<InfoRequest, InfoResponse>(MethodType.Unary, "no.Service", "Call", Marshallers.Create<InfoRequest>(_ => [], _ => new InfoRequest()), Marshallers.Create<InfoResponse>(_ => [], _ => new InfoResponse()));
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await _channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, new InfoRequest()));
        Assert.Equal(StatusCode.Unimplemented, missing.StatusCode);
        Assert.Equal("unknown service no.Service", missing.Status.Detail);
    }

    [Fact]
    public async Task Names_that_are_none_are_refused_before_anything_is_built()
    {
        var exporter = new Build.Grpc.Protocol.Exporter { Type = "image", Attrs = { ["name"] = "good,BAD" } };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Control.SolveAsync(new Build.Grpc.Protocol.SolveRequest { Ref = "named", Frontend = "dockerfile.v0", Exporters = { exporter } }));
        Assert.Equal("invalid reference format: repository name (library/BAD) must be lowercase", refused.Status.Detail);
        Assert.Empty(_builder.Solves);
    }

    [Fact]
    public async Task The_cache_is_listed_and_cleaned()
    {
        Assert.Equal("one", Assert.Single((await Control.DiskUsageAsync(new DiskUsageRequest())).Record).ID);
        using var pruned = Control.Prune(new Build.Grpc.Protocol.PruneRequest { All = true, KeepDuration = 3_600_000_000_000 });
        Assert.True(await pruned.ResponseStream.MoveNext(CancellationToken.None));
        Assert.False(await pruned.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(TimeSpan.FromHours(1), Assert.Single(_builder.Prunes).KeepDuration);
    }

    [Fact]
    public async Task Ended_builds_are_kept_with_what_they_reported_and_why_they_failed()
    {
        _builder.Failure = new BuildException("it failed") { Vertex = FakeBuilder.Step };
        var request = new Build.Grpc.Protocol.SolveRequest { Ref = "../first", Frontend = "dockerfile.v0", FrontendAttrs = { ["filename"] = "Dockerfile" } };
        await Assert.ThrowsAsync<RpcException>(async () => await Control.SolveAsync(request));

        var record = Assert.Single(await HistoryAsync(new BuildHistoryRequest { EarlyExit = true })).Record;
        Assert.Equal("Dockerfile", record.FrontendAttrs["filename"]);
        Assert.Equal("it failed", record.Error.Message);
        Assert.Equal((1, 1), (record.NumTotalSteps, record.NumCompletedSteps));
        using var content = new ContentClient(_channel).Read(new Build.Grpc.Protocol.Contents.ReadContentRequest { Digest = record.ExternalError.Digest });
        Assert.True(await content.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(2, Build.Grpc.Protocol.Status.Parser.ParseFrom(content.ResponseStream.Current.Data).Details.Count);
        using var logs = new ContentClient(_channel).Read(new Build.Grpc.Protocol.Contents.ReadContentRequest { Digest = record.Logs.Digest });
        Assert.True(await logs.ResponseStream.MoveNext(CancellationToken.None));
        var kept = logs.ResponseStream.Current.Data.ToByteArray();
        Assert.Equal(record.Logs.Size, kept.Length);
        var first = kept.AsSpan(sizeof(int), BitConverter.ToInt32(kept));
        Assert.NotEmpty(StatusResponse.Parser.ParseFrom(first).Vertexes);
        var files = new HistoryFiles(_history);
        Assert.Equal("hello\n", Assert.Single(files.Progress("../first")!.SelectMany(p => p.Logs)).Msg.ToStringUtf8());

        await Control.UpdateBuildHistoryAsync(new UpdateBuildHistoryRequest { Ref = "../first", Pinned = true });
        Assert.True(files.Find("../first")!.Pinned);
        await Control.UpdateBuildHistoryAsync(new UpdateBuildHistoryRequest { Ref = "../first", Delete = true });
        Assert.Empty(await HistoryAsync(new BuildHistoryRequest { EarlyExit = true }));
        Assert.Empty(Directory.GetFileSystemEntries(_history));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await Control.UpdateBuildHistoryAsync(new UpdateBuildHistoryRequest { Ref = "first", Delete = true }));
        Assert.Equal((StatusCode.Unknown, "lease \"ref_first\": not found"), (unknown.StatusCode, unknown.Status.Detail));
    }

    [Fact]
    public async Task A_build_that_is_nobodys_business_leaves_no_record()
    {
        await Control.SolveAsync(new Build.Grpc.Protocol.SolveRequest { Ref = "internal", Frontend = "dockerfile.v0", Internal = true });
        Assert.Empty(await HistoryAsync(new BuildHistoryRequest { EarlyExit = true }));
    }

    [Fact]
    public async Task Nothing_is_built_for_an_exporter_that_nobody_knows()
    {
        var request = new Build.Grpc.Protocol.SolveRequest { Ref = "unknown", Frontend = "dockerfile.v0", Exporters = { new Exporter { Type = "nosuch" } } };
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Control.SolveAsync(request));
        Assert.Equal("exporter \"nosuch\" could not be found", failure.Status.Detail);
        Assert.Empty(await HistoryAsync(new BuildHistoryRequest { EarlyExit = true }));
    }

    [Fact]
    public async Task The_id_of_a_build_that_has_ended_is_free()
    {
        var request = new Build.Grpc.Protocol.SolveRequest { Ref = "again", Frontend = "dockerfile.v0", Exporters = { new Exporter { Type = "moby" } } };
        await Control.SolveAsync(request);
        await Control.SolveAsync(request);
        Assert.Equal("image", Assert.Single(Assert.Single(await HistoryAsync(new BuildHistoryRequest { EarlyExit = true })).Record.Exporters).Type);
    }

    [Fact]
    public async Task A_build_goes_well_where_its_record_cannot_be_kept()
    {
        Directory.Delete(_history);
        await File.WriteAllTextAsync(_history, "no directory");
        await Control.SolveAsync(new Build.Grpc.Protocol.SolveRequest { Ref = "unkept", Frontend = "dockerfile.v0" });

        Assert.Empty(await HistoryAsync(new BuildHistoryRequest { EarlyExit = true }));
        Assert.Contains("unkept", Assert.Single(_reports), StringComparison.Ordinal);
        File.Delete(_history);
        Directory.CreateDirectory(_history);
    }

    private static Metadata Headers => new() { { "buildkit-controlapi-buildid", "build" } };

    private static Build.Grpc.Protocol.Status Details(RpcException failure) =>
        Build.Grpc.Protocol.Status.Parser.ParseFrom(failure.Trailers.GetValueBytes("grpc-status-details-bin"));

    private async Task<List<BuildHistoryEvent>> HistoryAsync(BuildHistoryRequest request)
    {
        using var call = Control.ListenBuildHistory(request);
        var all = new List<BuildHistoryEvent>();
        await foreach (var item in call.ResponseStream.ReadAllAsync()) all.Add(item);
        return all;
    }

    private static async Task<List<StatusResponse>> ReadAsync(AsyncServerStreamingCall<StatusResponse> call)
    {
        var all = new List<StatusResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync()) all.Add(answer);
        return all;
    }
}
