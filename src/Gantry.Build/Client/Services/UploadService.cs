using Gantry.Build.Sessions.Protocol.Uploads;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Client.Services;

/// <summary>Streams that an engine fetches from the client at an address.</summary>
internal sealed class UploadService(IReadOnlyDictionary<string, Stream> uploads) : Upload.UploadBase
{
    private const int PieceSize = 64 << 10;

    public override async Task Pull(IAsyncStreamReader<BytesMessage> requestStream, IServerStreamWriter<BytesMessage> responseStream, ServerCallContext context)
    {
        var path = context.RequestHeaders.GetValue("urlpath") ?? "";
        if (!uploads.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out var content)) throw new RpcException(new Status(StatusCode.NotFound, $"there is nothing at {path}"));
        var piece = new byte[PieceSize];
        for (int count; (count = await content.ReadAsync(piece, context.CancellationToken)) > 0;)
            await responseStream.WriteAsync(new BytesMessage { Data = ByteString.CopyFrom(piece, 0, count) }, context.CancellationToken);
    }
}
