using Gantry.Build.Grpc.Builds;
using Gantry.Build.Grpc.Conversion;
using Gantry.Build.Grpc.History;
using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Sessions;
using Gantry.Build.Solver;

using Grpc.Core;

namespace Gantry.Build.Grpc.Services;

/// <summary>The builder as clients see it.</summary>
internal sealed partial class ControlService(IBuilder builder, BuilderFacts facts, BuildBook builds, BuildHistory history, SessionBook sessions, TimeProvider time) : Control.ControlBase
{
    public override Task<InfoResponse> Info(InfoRequest request, ServerCallContext context) =>
        Task.FromResult(new InfoResponse { BuildkitVersion = Workers.Version });

    public override Task<ListWorkersResponse> ListWorkers(ListWorkersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListWorkersResponse { Record = { Workers.Record(facts) } });

    public override async Task<DiskUsageResponse> DiskUsage(DiskUsageRequest request, ServerCallContext context)
    {
        var answer = new DiskUsageResponse();
        answer.Record.Add((await builder.UsageAsync([.. request.Filter], context.CancellationToken)).Select(CacheRecords.Encode));
        return answer;
    }

    public override async Task Prune(Protocol.PruneRequest request, IServerStreamWriter<UsageRecord> responseStream, ServerCallContext context)
    {
        var wanted = new Solver.PruneRequest
        {
            All = request.All,
            Filters = [.. request.Filter],
            KeepDuration = TimeSpan.FromTicks(request.KeepDuration / TimeSpan.NanosecondsPerTick),
            ReservedSpace = request.ReservedSpace,
            MaxUsedSpace = request.MaxUsedSpace,
            MinFreeSpace = request.MinFreeSpace,
        };
        await foreach (var record in builder.PruneAsync(wanted, context.CancellationToken))
            await responseStream.WriteAsync(CacheRecords.Encode(record));
    }

    /// <summary>A session whose connection travels in messages; clients that have no other way use it.</summary>
    public override async Task Session(IAsyncStreamReader<BytesMessage> requestStream, IServerStreamWriter<BytesMessage> responseStream, ServerCallContext context)
    {
        var headers = SessionHeaders.Read(name => [.. context.RequestHeaders.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)]);
        sessions.Check(headers.Id);
        await context.WriteResponseHeadersAsync([]);
        await sessions.ServeAsync(headers, new MessageStream(requestStream, responseStream), context.CancellationToken);
    }
}
