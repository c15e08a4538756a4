using Gantry.Build.Grpc.Protocol;

using Grpc.Core;

namespace Gantry.Build.Grpc.Services;

internal sealed partial class ControlService
{
    public override async Task ListenBuildHistory(BuildHistoryRequest request, IServerStreamWriter<BuildHistoryEvent> responseStream, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(Clock());
        await foreach (var item in history.ListenAsync(request, context.CancellationToken)) await responseStream.WriteAsync(item);
    }

    public override async Task<UpdateBuildHistoryResponse> UpdateBuildHistory(UpdateBuildHistoryRequest request, ServerCallContext context)
    {
        await history.SettledAsync();
        if (request.Delete) history.Remove(request.Ref);
        else if (!request.Finalize) history.Pin(request.Ref, request.Pinned); // a record here is final from the start
        return new UpdateBuildHistoryResponse();
    }
}
